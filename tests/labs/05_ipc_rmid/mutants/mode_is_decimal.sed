# fails: sets
# mistake: reads MODE to the base 10: -m 444 is mode 0674
s/given\['m'\], 8, 0777/given['m'], 10, 0777/
