# fails: refused
# mistake: removes after a successful attach only
/if (shmctl(shmid, IPC_RMID, NULL) == -1)/,/err(1, "shmctl IPC_RMID")/d
s/err(1, "shmat");/&\
    shmctl(shmid, IPC_RMID, NULL);/
