# fails: too_long
# mistake: compares with > where the NUL needs a byte, too.
s/length >= ds.shm_segsz)/length > ds.shm_segsz)/
