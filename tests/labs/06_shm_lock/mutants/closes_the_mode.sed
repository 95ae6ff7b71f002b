# fails: keeps_nobody_out
# mistake: takes the mode away from all others while it is locked
s/if (shmdt(shmaddr) == -1)/ds.shm_perm.mode = unlock ? 0600 : 0400;\
    shmctl(shmid, IPC_SET, \&ds);\
    if (shmdt(shmaddr) == -1)/
