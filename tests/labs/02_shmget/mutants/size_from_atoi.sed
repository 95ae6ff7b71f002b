# fails: strict
# mistake: atoi() reads "12x" as 12: a size that nobody asked for.
s/(size_t)number("BYTES", given\['s'\], 10, LONG_MAX)/(size_t)atol(given['s'])/
