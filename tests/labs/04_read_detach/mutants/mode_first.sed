# fails: read_only
# mistake: sets the mode to 0600 to be sure, and needs the owner's right for it.
/const char \*shmaddr/i\
    struct shmid_ds open;\
    if (shmctl(shmid, IPC_STAT, \&open) == 0) {\
        open.shm_perm.mode = 0600;\
        shmctl(shmid, IPC_SET, \&open);\
    }
s/shmat(shmid, NULL, SHM_RDONLY)/shmat(shmid, NULL, 0)/
