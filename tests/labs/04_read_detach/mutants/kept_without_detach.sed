# fails: nattch
# mistake: who waits lets exit detach
s/if (shmdt(shmaddr) == -1)/if (!given['k'] \&\& shmdt(shmaddr) == -1)/
