# fails: bounded
# mistake: looks one byte too far, where the page goes on.
s/malloc(ds.shm_segsz)/malloc(ds.shm_segsz + 1)/
s/, ds.shm_segsz);/, ds.shm_segsz + 1);/
