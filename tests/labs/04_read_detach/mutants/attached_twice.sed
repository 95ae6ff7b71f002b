# fails: nattch
# mistake: attaches once to look for the size and once to read, and so is counted twice.
/const char \*shmaddr/i\
    if (shmat(shmid, NULL, SHM_RDONLY) == (void *)-1)\
        err(1, "shmat");
