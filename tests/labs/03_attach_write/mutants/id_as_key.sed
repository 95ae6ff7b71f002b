# fails: writes
# mistake: takes SHMID for a key and makes a segment of that key, which nobody reads.
s/shmat(shmid, /shmat(shmget((key_t)shmid, 512, IPC_CREAT | 0600), /
