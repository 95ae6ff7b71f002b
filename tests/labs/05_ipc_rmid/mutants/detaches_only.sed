# fails: gone
# mistake: only detaches: the article says that the last detach deletes
s/shmctl(shmid, IPC_RMID, NULL)/shmdt(shmat(shmid, NULL, SHM_RDONLY))/
