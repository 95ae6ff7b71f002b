# fails: too_long
# mistake: writes as much as fits, and then finds that it does not fit: the old text is gone.
/if (length >= ds.shm_segsz)/i\
    memcpy(shmaddr, text, length < ds.shm_segsz ? length : ds.shm_segsz);
