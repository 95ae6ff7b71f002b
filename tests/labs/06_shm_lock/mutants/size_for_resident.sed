# fails: resident
# mistake: takes the size for what is in memory
s/resident(shmaddr, pages, page))/(size_t)ds.shm_segsz \/ 1024)/
