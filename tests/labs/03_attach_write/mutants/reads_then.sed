# fails: denied
# mistake: EACCES? Then attaches read only, and writes all the same: SIGSEGV.
/if (shmaddr == (void/i\
    if (shmaddr == (void *)-1 \&\& errno == EACCES)\
        shmaddr = shmat(shmid, NULL, SHM_RDONLY);
