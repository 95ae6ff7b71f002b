# fails: high_id
# mistake: tests for "less than 0", as with open() and read(); a key may well be negative.
s/key == -1/key < 0/
