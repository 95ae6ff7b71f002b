# fails: tail
# mistake: ends the text with its NUL and is content: the longer text behind it can still be seen.
s/memset(shmaddr + length, '.0', ds.shm_segsz - length)/shmaddr[length] = '\\0'/
