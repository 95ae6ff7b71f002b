# fails: keeps_nobody_out
# mistake: touches by writing a 0 into every page
s/shmat(shmid, NULL, SHM_RDONLY)/shmat(shmid, NULL, 0)/
s/(void)\*(volatile char \*)(shmaddr + i \* page)/shmaddr[i * page] = 0/
