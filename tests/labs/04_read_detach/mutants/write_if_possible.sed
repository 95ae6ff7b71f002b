# fails: read_only
# mistake: takes what rights it gets, and reads only where it must.
s/const char \*shmaddr = .*/const char *shmaddr = shmat(shmid, NULL, 0);\
    if (shmaddr == (void *)-1)\
        shmaddr = shmat(shmid, NULL, SHM_RDONLY);/
