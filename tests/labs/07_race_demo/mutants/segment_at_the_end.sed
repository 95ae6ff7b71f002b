# fails: interrupted
# mistake: the segment is removed when all is done: a Ctrl-C comes before
s/if (shmctl(shmid, IPC_RMID, NULL) == -1)/if (0)/
s/^    printf("expected=/    shmctl(shmid, IPC_RMID, NULL);\
&/
