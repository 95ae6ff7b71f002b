# fails: creates
# mistake: IPC_PRIVATE for the key, since it "is mine": nobody else will ever find the segment.
s/shmget(key, size, IPC_CREAT/shmget(IPC_PRIVATE, size, IPC_CREAT/
