# fails: too_long
# mistake: cuts the text to what fits and calls it success: the rest is lost without a word.
/if (length >= ds.shm_segsz)/,/shmid, (size_t)/c\
    if (length >= ds.shm_segsz)\
        length = ds.shm_segsz - 1;
