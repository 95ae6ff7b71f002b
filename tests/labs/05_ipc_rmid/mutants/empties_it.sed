# fails: dest
# mistake: wipes the contents before it removes: who still holds it reads zeros
/if (remove && shmctl/i\
    char *all = shmat(shmid, NULL, 0);\
    for (size_t i = 0; remove && readable && i < ds.shm_segsz; i++)\
        all[i] = 0;\
    shmdt(all);
