# fails: too_long
# mistake: reads standard input right into the segment: too late to refuse what is too long.
s/: malloc(ds.shm_segsz)/: shmaddr/
