# fails: key
# mistake: prints the key with %x, without the leading zeros: nobody noticed with id 83.
s/key=0x%08x/key=0x%x/
