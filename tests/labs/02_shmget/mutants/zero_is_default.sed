# fails: size
# mistake: takes a size of 0 for "not given", and makes 512 bytes of it.
/int shmflg = create/i\
    if (create \&\& size == 0)\
        size = 512;
