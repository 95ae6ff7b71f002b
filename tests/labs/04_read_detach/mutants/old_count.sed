# fails: nattch
# mistake: the last IPC_STAT is made and not looked at: its buffer is the old one
s/bool there = shmctl(shmid, IPC_STAT, &ds) != -1;/shmctl(shmid, IPC_STAT, \&ds);\
    bool there = true;/
