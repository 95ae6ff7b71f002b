# fails: bounded
# mistake: strncpy(), which is "the safe one": without a NUL it copies none, and printf() reads on.
/memccpy(text, shm/,/(size_t)ds/c\
    strncpy(text, shmaddr, ds.shm_segsz);
