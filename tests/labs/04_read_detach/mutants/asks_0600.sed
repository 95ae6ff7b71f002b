# fails: read_only
# mistake: refuses a segment that it may not write, which it never does.
/char \*text = malloc/i\
    if ((ds.shm_perm.mode \& 0600) != 0600)\
        errx(1, "mode %04o", ds.shm_perm.mode \& 0777U);
