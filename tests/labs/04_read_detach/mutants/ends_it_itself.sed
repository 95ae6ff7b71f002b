# fails: bounded
# mistake: puts a NUL into the segment's last byte to be safe: a reader that writes.
s/shmat(shmid, NULL, SHM_RDONLY)/shmat(shmid, NULL, 0)/
/char \*text = malloc/i\
    ((char *)shmaddr)[ds.shm_segsz - 1] = '\\0';
