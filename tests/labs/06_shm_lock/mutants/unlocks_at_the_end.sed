# fails: locks
# mistake: unlocks before it ends, like a good citizen: nothing stays locked
s/if (shmdt(shmaddr) == -1)/shmctl(shmid, SHM_UNLOCK, NULL);\
    if (shmdt(shmaddr) == -1)/
