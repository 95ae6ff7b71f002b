# fails: refused
# mistake: removes both at the end: without a semaphore the segment stays
s/if (shmctl(shmid, IPC_RMID, NULL) == -1)/if (0)/
s/^    pid_t parent = getpid();/    shmctl(shmid, IPC_RMID, NULL);\
&/
