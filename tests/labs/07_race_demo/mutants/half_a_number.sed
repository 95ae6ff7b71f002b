# fails: strict
# mistake: strtol without a look at what is left over
s/ && !\*end//
