# fails: keeps_nobody_out
# mistake: refuses while somebody has it attached: takes the lock for an exclusive one
/Attach first/i\
    struct shmid_ds now;\
    if (shmctl(shmid, IPC_STAT, &now) == 0 && now.shm_nattch > 0)\
        errx(1, "segment %d is in use", shmid);
