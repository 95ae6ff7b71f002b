# fails: exclusive
# mistake: thinks that IPC_CREAT alone fails when the segment is there; it opens it.
s/IPC_CREAT | IPC_EXCL | shmflg/IPC_CREAT | shmflg/
