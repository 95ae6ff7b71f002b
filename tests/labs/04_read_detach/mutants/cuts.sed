# fails: bounded
# mistake: ends what it has read with a NUL of its own, and takes rubbish for a text.
/memccpy(text, shm/,/(size_t)ds/c\
    memcpy(text, shmaddr, ds.shm_segsz);\
    text[ds.shm_segsz - 1] = '\\0';
