# fails: looks
# mistake: attaches before it looks, and counts itself
/bool readable = /i\
    (void)shmat(shmid, NULL, SHM_RDONLY);
