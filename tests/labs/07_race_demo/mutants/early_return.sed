# fails: leaves_nothing
# mistake: removes at the end, and returns before it when something was lost
s/if (shmctl(shmid, IPC_RMID, NULL) == -1)/if (0)/
s/^    printf("expected=/    if (counted == expected)\
        shmctl(shmid, IPC_RMID, NULL);\
&/
