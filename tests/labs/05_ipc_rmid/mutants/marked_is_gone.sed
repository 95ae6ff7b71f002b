# fails: twice
# mistake: SHM_DEST found beforehand is taken for gone
/if (remove && shmctl/i\
    if (remove && readable && ds.shm_perm.mode & SHM_DEST) {\
        puts("state=gone");\
        return 0;\
    }
