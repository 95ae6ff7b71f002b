# fails: no_room
# mistake: touches all, and then asks for the lock: refused, it has loaded all the same
s/^    if (shmctl(shmid, unlock ? SHM_UNLOCK : SHM_LOCK, NULL) == -1)/    struct shmid_ds first;\
    if (!unlock \&\& shmctl(shmid, IPC_STAT, \&first) != -1)\
        for (size_t i = 0; i < first.shm_segsz; i += 4096)\
            (void)*(volatile char *)(shmaddr + i);\
&/
