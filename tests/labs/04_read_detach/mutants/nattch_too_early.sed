# fails: nattch
# mistake: asks for nattch before it attaches: itself is not in it.
/char \*shmaddr = shmat/i\
    struct shmid_ds before;\
    shmctl(shmid, IPC_STAT, \&before);
/nattch_before/s/ds.shm_nattch/before.shm_nattch/
