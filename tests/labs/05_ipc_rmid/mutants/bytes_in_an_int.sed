# fails: looks
# mistake: the size in an int: more than 2 GiB is another number
s/printf("bytes=%zu\\n", (size_t)ds.shm_segsz);/printf("bytes=%d\\n", (int)ds.shm_segsz);/
