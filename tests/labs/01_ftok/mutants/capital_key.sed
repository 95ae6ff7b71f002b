# fails: high_id
# mistake: prints the key with %X: another word than the one that ipcs shows.
s/key=0x%08x/key=0x%08X/
