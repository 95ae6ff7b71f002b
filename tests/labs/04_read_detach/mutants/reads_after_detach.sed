# fails: reads
# mistake: detaches as soon as it can, and reads then: the address is nobody's any more.
/char \*text = malloc/i\
    if (shmdt(shmaddr) == -1)\
        err(1, "shmdt");
