# fails: unreadable
# mistake: gives itself the right to read by IPC_SET, and leaves the segment so
/bool readable = /a\
    if (!readable && errno == EACCES) {\
        ds = (struct shmid_ds){.shm_perm.uid = getuid(),\
                               .shm_perm.gid = getgid(),\
                               .shm_perm.mode = 0600};\
        shmctl(shmid, IPC_SET, &ds);\
        readable = shmctl(shmid, IPC_STAT, &ds) != -1;\
    }
