# fails: reads
# mistake: empties the segment when it has read it, as if it were a queue.
s/shmat(shmid, NULL, SHM_RDONLY)/shmat(shmid, NULL, 0)/
/if (shmdt(shmaddr)/i\
    *(char *)shmaddr = '\\0';
