# fails: key
# mistake: prints the key with %d: neither ipcs nor the other programs show it so.
s/key=0x%08x/key=%d/
