# fails: creates
# mistake: flags without a mode: a segment with mode 0000 that its own maker cannot attach.
s/IPC_CREAT | IPC_EXCL | shmflg/IPC_CREAT | IPC_EXCL/
