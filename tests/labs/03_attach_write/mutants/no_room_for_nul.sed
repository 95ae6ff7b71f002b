# fails: fits
# mistake: one byte too careful: the text that just fits is refused.
s/length >= ds.shm_segsz)/length + 1 >= ds.shm_segsz)/
