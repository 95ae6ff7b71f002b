# fails: keeps_nobody_out
# mistake: what is locked already is an error, as with a mutex
/Attach first/i\
    struct shmid_ds now;\
    if (!unlock && shmctl(shmid, IPC_STAT, &now) == 0 &&\
        now.shm_perm.mode & SHM_LOCKED)\
        errx(1, "segment %d is locked by another process", shmid);
