# fails: strict
# mistake: strtol() with an end pointer that nobody looks at: "12x" is 12.
s/ && !\*end//
