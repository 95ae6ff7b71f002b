# fails: dest
# mistake: refuses while somebody has it attached: rmdir(1) refuses a folder that is in use, too
/if (remove && shmctl/i\
    if (remove && readable && ds.shm_nattch > 0)\
        errx(1, "segment %d is in use", shmid);
