# fails: semaphore
# mistake: a new semaphore taken for free: it is 0, and all wait for ever
s/if (semop(semid, &(struct sembuf){0, +1, 0}, 1) == -1)/if (0)/
