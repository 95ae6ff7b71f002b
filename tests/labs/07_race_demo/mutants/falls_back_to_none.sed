# fails: refused
# mistake: no semaphore to be had: goes on without
s/err(1, "semget")/sync = "none"/
s/if (semop(semid, &(/if (semid != -1 \&\& semop(semid, \&(/
