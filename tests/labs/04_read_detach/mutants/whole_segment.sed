# fails: raw
# mistake: writes all the bytes of the segment, what is behind the NUL, too.
s/fputs(text, stdout)/fwrite(shmaddr, 1, ds.shm_segsz, stdout)/
