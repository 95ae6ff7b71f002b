# fails: semaphore
# mistake: each worker makes its own set: IPC_PRIVATE after the fork
/^int main/,$s/semget(IPC_PRIVATE, 1, IPC_CREAT | 0600)/-1/
/^int main/,$s/if (semid == -1)/if (0)/
/^int main/,$s/if (semop(semid, &(struct sembuf){0, +1, 0}, 1) == -1)/if (0)/
/^static _Noreturn void work/,/^}/s/^    atomic_fetch_add(&shared->ready, 1);$/    if (sync == 's') {\
        semid = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);\
        semop(semid, \&(struct sembuf){0, +1, 0}, 1);\
    }\
&/
/^static _Noreturn void work/,/^}/s/^    leave(shared, workers);$/&\
    if (semid != -1)\
        semctl(semid, 0, IPC_RMID);/
