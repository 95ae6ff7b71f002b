# fails: fits
# mistake: clears the whole page, which is there, but does not belong to the segment.
s/ds.shm_segsz - length)/4096 - length)/
