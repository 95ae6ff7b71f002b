# fails: refused
# mistake: opens with flags 0, since "the mode is for creating": that it may not write it learns too late.
s/shmid = shmget(key, size, shmflg)/shmid = shmget(key, size, 0)/
