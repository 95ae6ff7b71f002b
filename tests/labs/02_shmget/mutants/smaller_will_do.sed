# fails: size
# mistake: EINVAL? Then it is opened with size 0: the caller writes beyond the end.
/if (shmid == -1)/i\
    if (shmid == -1 \&\& errno == EINVAL)\
        shmid = shmget(key, 0, shmflg);
