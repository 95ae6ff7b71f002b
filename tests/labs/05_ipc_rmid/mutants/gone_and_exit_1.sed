# fails: unknown
# mistake: an unknown id is state=gone, and exit 1
/if (!readable && (/i\
    if (!readable && (errno == EINVAL || errno == EIDRM)) {\
        puts("state=gone");\
        err(1, "shmctl IPC_STAT");\
    }
