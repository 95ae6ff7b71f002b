# fails: locks
# mistake: says what was asked for, of a stat from before the lock
/Attach first/i\
    struct shmid_ds ds;\
    shmctl(shmid, IPC_STAT, &ds);
/^    struct shmid_ds ds;$/,/err(1, "shmctl IPC_STAT")/{
    s/^    struct shmid_ds ds;$//
    /IPC_STAT/d
}
