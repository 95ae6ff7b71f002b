# fails: unlocks
# mistake: a lock goes with its process, so -u has nothing to do
s/if (shmctl(shmid, unlock ? SHM_UNLOCK : SHM_LOCK, NULL) == -1)/if (!unlock \&\& shmctl(shmid, SHM_LOCK, NULL) == -1)/
