# fails: keeps_nobody_out
# mistake: removes the segment at the end, as every program of the article does
s/if (shmdt(shmaddr) == -1)/shmctl(shmid, IPC_RMID, NULL);\
    if (shmdt(shmaddr) == -1)/
