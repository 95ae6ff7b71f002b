# fails: creates
# mistake: prints the key with %d: ipcs, where one looks for it, has 0x and 8 digits.
s/key=0x%08x/key=%d/
