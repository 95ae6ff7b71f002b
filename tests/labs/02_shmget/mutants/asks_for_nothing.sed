# fails: refused
# mistake: opens with 0 in place of the rights asked for: whoever may not is let in
s/shmid = shmget(key, size, shmflg);/shmid = shmget(key, size, 0);/
