# fails: keeps_nobody_out
# mistake: touches by ++ and forgets the --
s/shmat(shmid, NULL, SHM_RDONLY)/shmat(shmid, NULL, 0)/
s/(void)\*(volatile char \*)(shmaddr + i \* page)/++shmaddr[i * page]/
