# fails: writes
# mistake: moves the pointer along while it writes, and detaches where no segment begins.
/if (shmdt(shmaddr)/i\
    shmaddr += length;
