# fails: attached
# mistake: nattch=1, since "I am attached": others are, too.
s/(unsigned long)ds.shm_nattch/1UL/
