# fails: strict
# mistake: strtod for a whole number: 1.5 is 1
s/long value = strtol(text, &end, base);/long value = (long)strtod(text, \&end);/
s/long value = strtol(text, &end, 10);/long value = (long)strtod(text, \&end);/
