# fails: writes
# mistake: copies strlen() bytes: a new segment is all zero, so nobody misses the NUL; an old one is not.
s/memset(shmaddr + length, .*/(void)0;/
