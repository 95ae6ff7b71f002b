# fails: keeps_nobody_out
# mistake: waits until it is not locked: takes the lock for a mutex
/Attach first/i\
    struct shmid_ds now;\
    while (!unlock && shmctl(shmid, IPC_STAT, &now) == 0 &&\
           now.shm_perm.mode & SHM_LOCKED)\
        usleep(1000);
