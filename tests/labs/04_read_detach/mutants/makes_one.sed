# fails: refused
# mistake: no such segment? Then makes one, and reads from that: a reader must not create.
/if (shmaddr == (void/i\
    if (shmaddr == (void *)-1 \&\& errno == EINVAL) {\
        shmid = shmget(0x1234, 512, IPC_CREAT | 0600);\
        shmaddr = shmat(shmid, NULL, SHM_RDONLY);\
    }
