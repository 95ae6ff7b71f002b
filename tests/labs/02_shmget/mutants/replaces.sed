# fails: exclusive
# mistake: -x removes what is there and makes it anew: mine alone, and somebody's data gone.
/if (!create || (!made/i\
        if (exclusive \&\& !made \&\& errno == EEXIST) {\
            shmctl(shmget(key, 0, 0), IPC_RMID, NULL);\
            shmid = shmget(key, size, IPC_CREAT | shmflg);\
            made = shmid != -1;\
        }
