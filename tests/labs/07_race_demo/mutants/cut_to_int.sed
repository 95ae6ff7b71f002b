# fails: strict
# mistake: the number goes into an int before its range is looked at
s/long value = strtol(text, &end, 10);/int value = (int)strtol(text, \&end, 10);/
