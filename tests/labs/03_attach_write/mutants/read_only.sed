# fails: writes
# mistake: attaches with SHM_RDONLY, copied from the reader: the first byte is a SIGSEGV.
s/shmat(shmid, NULL, 0)/shmat(shmid, NULL, SHM_RDONLY)/
