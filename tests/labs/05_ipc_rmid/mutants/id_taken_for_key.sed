# fails: gone
# mistake: takes the id for a key: both are numbers that name a segment, and ipcrm has -m and -M
s/shmctl(shmid, IPC_RMID, NULL)/shmctl(shmget((key_t)shmid, 0, 0), IPC_RMID, NULL)/
