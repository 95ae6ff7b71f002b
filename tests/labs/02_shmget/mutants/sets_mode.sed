# fails: opens
# mistake: sets the mode by IPC_SET after shmget(), as one may chmod() after open(): also of an older segment.
/bool known = /a\
    ds.shm_perm.mode = (unsigned short)(create ? shmflg : ds.shm_perm.mode);\
    if (create)\
        shmctl(shmid, IPC_SET, \&ds);
