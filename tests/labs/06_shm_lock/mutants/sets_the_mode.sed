# fails: locks
# mistake: sets SHM_LOCKED in the mode by IPC_SET: only the nine bits are taken
s/if (shmctl(shmid, unlock ? SHM_UNLOCK : SHM_LOCK, NULL) == -1)/struct shmid_ds own;\
    shmctl(shmid, IPC_STAT, \&own);\
    own.shm_perm.mode |= SHM_LOCKED;\
    if (shmctl(shmid, IPC_SET, \&own) == -1)/
