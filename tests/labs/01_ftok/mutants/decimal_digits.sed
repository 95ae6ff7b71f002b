# fails: bytes
# mistake: decimal digits behind "0x": the prefix was typed, the conversion not thought about.
s/ino=0x%04x/ino=0x%04u/
