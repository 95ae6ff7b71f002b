# fails: fits
# mistake: clears one byte too much: it hits nothing, since the page goes on.
s/ds.shm_segsz - length)/ds.shm_segsz - length + 1)/
