# fails: attached
# mistake: attaches once to ask and once to write, and so is counted twice.
/char \*shmaddr = shmat/i\
    if (shmat(shmid, NULL, 0) == (void *)-1)\
        err(1, "shmat");
