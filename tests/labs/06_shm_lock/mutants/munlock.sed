# fails: unlocks
# mistake: munlock: it unlocks a mapping, not the segment
s/if (shmctl(shmid, unlock ? SHM_UNLOCK : SHM_LOCK, NULL) == -1)/if (unlock ? munlock(shmaddr, 1) : shmctl(shmid, SHM_LOCK, NULL))/
