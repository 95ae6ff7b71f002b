# fails: interrupted
# mistake: a handler for SIGINT that only leaves: _exit, and the set stays
/^static void leave/,/^}/s/semctl(semid, 0, IPC_RMID);/(void)0;/
/^static _Noreturn void work/,/^}/s/semctl(semid, 0, IPC_RMID);/(void)0;/
s/^    printf("expected=/    if (semid != -1)\
        semctl(semid, 0, IPC_RMID);\
&/
s/^int main(.*/static void on_signal(int number)\
{\
    (void)number;\
    _exit(130);\
}\
&/
s/^    pid_t parent = getpid();/    signal(SIGINT, on_signal);\
&/
