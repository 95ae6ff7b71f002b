# fails: locks
# mistake: mlock: it locks this mapping, which ends with the process, not the segment
s/if (shmctl(shmid, unlock ? SHM_UNLOCK : SHM_LOCK, NULL) == -1)/if (mlock(shmaddr, 1) == -1)/
s/printf("locked=%s\\n", .*/printf("locked=yes\\n");/
