# fails: too_long
# mistake: a constant of its own for a bound, which is the size of another segment.
s/length >= ds.shm_segsz)/length >= 512)/
