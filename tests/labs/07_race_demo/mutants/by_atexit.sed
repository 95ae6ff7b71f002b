# fails: interrupted
# mistake: cleans up by atexit(3), which no signal runs
/^static void leave/,/^}/s/semctl(semid, 0, IPC_RMID);/(void)0;/
/^static _Noreturn void work/,/^}/s/semctl(semid, 0, IPC_RMID);/(void)0;/
s/^int main(.*/static void tidy(void)\
{\
    if (semid != -1)\
        semctl(semid, 0, IPC_RMID);\
}\
&/
s/^    pid_t parent = getpid();/    atexit(tidy);\
&/
