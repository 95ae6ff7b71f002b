# fails: bytes
# mistake: takes the three parts from the wrong end of the key.
s/(unsigned)id & 0xff/(unsigned)key \& 0xff/
s/(unsigned)sb.st_ino & 0xffff/(unsigned)key >> 16/
