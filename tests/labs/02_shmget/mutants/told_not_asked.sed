# fails: opens
# mistake: prints the size that was asked for, not the one that the kernel has.
s/(size_t)ds.shm_segsz/size/
