# fails: interrupted
# mistake: the parent removes the set when all is done: a Ctrl-C comes before
/^static void leave/,/^}/s/semctl(semid, 0, IPC_RMID);/(void)0;/
/^static _Noreturn void work/,/^}/s/semctl(semid, 0, IPC_RMID);/(void)0;/
s/^    printf("expected=/    if (semid != -1)\
        semctl(semid, 0, IPC_RMID);\
&/
