# fails: refused
# mistake: perror, then on as if nothing had been: state=gone
s/err(1, "shmctl IPC_RMID");/{\
        warn("shmctl IPC_RMID");\
        puts("state=gone");\
        return 0;\
    }/
