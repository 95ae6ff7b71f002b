# fails: mode
# mistake: applies the umask, as open() would: shmget() is not open().
/key_t key = IPC_PRIVATE;/i\
    shmflg \&= ~022;
