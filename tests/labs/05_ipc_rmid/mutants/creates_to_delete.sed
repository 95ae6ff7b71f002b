# fails: gone
# mistake: shmget with IPC_CREAT in order to have something to remove, as the article's reader does
/int shmid = /a\
    shmid = shmget((key_t)shmid + 1, 512, IPC_CREAT | 0600);
