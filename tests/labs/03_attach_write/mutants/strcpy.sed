# fails: tail
# mistake: strcpy(), which stops at the NUL.
s/memcpy(shmaddr, text, length)/strcpy(shmaddr, text)/
/memset(shmaddr + length/d
