# fails: reads
# mistake: a buffer of 512 bytes, since that is what 02 makes unless told.
s/, ds.shm_segsz);/, ds.shm_segsz < 512 ? ds.shm_segsz : 512);/
