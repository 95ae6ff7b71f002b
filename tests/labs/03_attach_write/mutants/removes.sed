# fails: writes
# mistake: removes what it has written, out of tidiness, before anybody could read it.
/if (shmdt(shmaddr)/i\
    shmctl(shmid, IPC_RMID, NULL);
