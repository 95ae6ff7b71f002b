# fails: gone
# mistake: tidies up: removes whatever the same process has made
/bool there = /i\
    struct shmid_ds each;\
    for (int i = 0; remove && i < 256; i++) {\
        int id = shmctl(i, 13 /* SHM_STAT */, &each);\
        if (id != -1 && each.shm_cpid == ds.shm_cpid &&\
            each.shm_segsz == 512)\
            shmctl(id, IPC_RMID, NULL);\
    }
