# fails: writes
# mistake: puts a pointer to the text into the segment: it means nothing to another process.
s/memcpy(shmaddr, text, length)/*(char **)shmaddr = text/
s/memset(shmaddr + length, '.0', ds.shm_segsz - length)/(void)0/
