# fails: leaves_nothing
# mistake: the segment is never removed: the last detach does it, says the article
s/if (shmctl(shmid, IPC_RMID, NULL) == -1)/if (0)/
