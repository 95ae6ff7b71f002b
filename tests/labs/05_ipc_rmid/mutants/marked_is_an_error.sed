# fails: twice
# mistake: a segment with SHM_DEST set is refused as removed already
/if (remove && shmctl/i\
    if (remove && readable && ds.shm_perm.mode & SHM_DEST)\
        errx(1, "segment %d is marked for removal already", shmid);
