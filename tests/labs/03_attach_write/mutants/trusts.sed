# fails: too_long
# mistake: strcpy() into the segment: it will fit, it has always fitted.
/if (length >= ds.shm_segsz)/,/shmid, (size_t)/d
s/memcpy(shmaddr, text, length);/strcpy(shmaddr, text);/
/memset(shmaddr + length/d
