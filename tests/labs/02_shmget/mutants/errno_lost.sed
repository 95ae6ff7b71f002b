# fails: exclusive
# mistake: tidies up before it tells: shmctl() has put its own errno where that of shmget() was.
/if (shmid == -1)/a\
        shmctl(shmid, IPC_RMID, NULL),
