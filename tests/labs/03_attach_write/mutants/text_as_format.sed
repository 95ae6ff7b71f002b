# fails: writes
# mistake: snprintf() with the text for a format: what is behind a % is not what was given.
s/memcpy(shmaddr, text, length)/snprintf(shmaddr, ds.shm_segsz, text)/
s/memset(shmaddr + length, '.0', ds.shm_segsz - length)/(void)0/
