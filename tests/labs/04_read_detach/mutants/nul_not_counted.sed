# fails: reads
# mistake: leaves the last byte out of the search: just there the NUL of a full segment is.
s/, ds.shm_segsz);/, ds.shm_segsz - 1);/
