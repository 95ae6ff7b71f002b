# fails: strict
# mistake: strtol without a look at what is left over: 3x locks segment 3
s/ && !\*end//
