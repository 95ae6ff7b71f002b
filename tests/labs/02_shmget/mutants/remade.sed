# fails: size
# mistake: EINVAL? Then away with the old segment, and a larger one in its place: its data is gone.
/if (shmid == -1)/i\
    if (shmid == -1 \&\& errno == EINVAL) {\
        shmctl(shmget(key, 0, 0), IPC_RMID, NULL);\
        shmid = shmget(key, size, IPC_CREAT | 0600);\
        made = shmid != -1;\
    }
