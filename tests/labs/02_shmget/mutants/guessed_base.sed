# fails: mode
# mistake: base 0, so that strtol() guesses: 0640 is octal, but 666 is not.
s/given\['m'\], 8, 0777/given['m'], 0, 0777/
