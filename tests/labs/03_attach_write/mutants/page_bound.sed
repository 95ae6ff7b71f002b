# fails: too_long
# mistake: the bound is the page, since there nothing crashes: it is not the segment.
s/length >= ds.shm_segsz)/length >= 4096)/
