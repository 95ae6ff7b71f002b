# fails: reads
# mistake: removes the segment when it has read it: the second reader finds nothing.
/bool there = shmctl/i\
    shmctl(shmid, IPC_RMID, NULL);
