# fails: mode
# mistake: atoi() for the mode: 640 in decimal is 01200.
s/(int)number("MODE", given\['m'\], 8, 0777)/atoi(given['m'])/
