# fails: creates
# mistake: IPC_EXCL without IPC_CREAT: the kernel ignores it, and creates nothing.
/^    do {/,/^    } while/c\
    shmid = shmget(key, size, (create ? IPC_EXCL : 0) | shmflg);
