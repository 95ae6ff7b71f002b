# fails: refused
# mistake: shmget unchecked: it says that shmat fails
s/if (shmid == -1)/if (0)/
