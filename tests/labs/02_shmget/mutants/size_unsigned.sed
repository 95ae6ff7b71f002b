# fails: strict
# mistake: strtoul() takes "-1" without a word, and makes the largest number of it.
s/(size_t)number("BYTES", given\['s'\], 10, LONG_MAX)/strtoul(given['s'], NULL, 10)/
