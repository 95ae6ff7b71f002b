# fails: semaphore
# mistake: every worker sets up the semaphore: as many may enter as there are workers
s/^    atomic_fetch_add(&shared->ready, 1);$/    if (sync == 's')\
        semop(semid, \&(struct sembuf){0, +1, 0}, 1);\
&/
