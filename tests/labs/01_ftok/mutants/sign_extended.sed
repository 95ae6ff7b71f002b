# fails: bytes
# mistake: gets the id back as key >> 24: the key is signed, so the shift brings ones along.
s/(unsigned)id & 0xff/(unsigned)(key >> 24)/
