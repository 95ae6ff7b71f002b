# fails: bytes
# mistake: shows st_nlink for st_ino: a neighbour in the struct, and the compiler is content.
s/sb\.st_ino/sb.st_nlink/
