# fails: full_disk
# mistake: takes back what it made when output fails, and forgets that IPC_STAT can fail, too.
/bool known = shmctl/s/$/\
    if (!known)\
        err(1, "shmctl IPC_STAT");/
