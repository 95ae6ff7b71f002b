# fails: refused
# mistake: IPC_SET unchecked: to one's own segment it never fails
s/if (shmctl(shmid, IPC_SET, &ds) == -1)/if (shmctl(shmid, IPC_SET, \&ds) == -1 \&\& 0)/
