# fails: read_only
# mistake: attaches with 0, as everybody does: to read and write.
s/shmat(shmid, NULL, SHM_RDONLY)/shmat(shmid, NULL, 0)/
