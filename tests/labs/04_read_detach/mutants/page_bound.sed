# fails: bounded
# mistake: the bound is a page, since that can be read: a NUL behind the end is taken for the text's.
s/malloc(ds.shm_segsz)/malloc(4096 + ds.shm_segsz)/
s/, ds.shm_segsz);/, ds.shm_segsz > 4096 ? ds.shm_segsz : 4096);/
