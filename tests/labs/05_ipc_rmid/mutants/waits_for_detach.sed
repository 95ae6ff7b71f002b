# fails: dest
# mistake: waits until nobody has it attached, and only then removes
/if (remove && shmctl/i\
    while (remove && shmctl(shmid, IPC_STAT, &ds) == 0 && ds.shm_nattch > 0)\
        usleep(1000);
