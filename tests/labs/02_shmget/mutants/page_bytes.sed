# fails: opens
# mistake: prints whole pages as the size: that is what it takes, not what it is.
s/(size_t)ds.shm_segsz/(ds.shm_segsz + 4095) \/ 4096 * 4096/
