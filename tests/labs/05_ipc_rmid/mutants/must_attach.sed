# fails: unreadable
# mistake: attaches first, to see whether the segment is there
/bool readable = /i\
    void *at = shmat(shmid, NULL, SHM_RDONLY);\
    if (at == (void *)-1)\
        err(1, "shmat");\
    shmdt(at);
