# fails: leaves_nothing
# mistake: a known key, and IPC_EXCL: nobody else can run meanwhile
s/semget(IPC_PRIVATE, 1, IPC_CREAT | 0600)/semget(0x51, 1, IPC_CREAT | IPC_EXCL | 0600)/
