# fails: sets
# mistake: strtol to the base 0: 0640 is octal, and 444 is not
s/given\['m'\], 8, 0777/given['m'], 0, 0777/
