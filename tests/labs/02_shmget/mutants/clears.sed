# fails: opens
# mistake: clears what it has "created"; with -c alone it may be somebody's data.
/struct shmid_ds ds;/i\
    char *at = create ? shmat(shmid, NULL, 0) : (void *)-1;\
    if (at != (void *)-1)\
        *at = '\\0';
