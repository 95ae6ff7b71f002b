# fails: strict
# mistake: strtol() with an end pointer that nobody looks at: "0x" is 0.
s/ && !\*end//
