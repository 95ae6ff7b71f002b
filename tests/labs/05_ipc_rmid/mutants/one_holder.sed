# fails: looks
# mistake: attached or not, for how many times
s/(unsigned long)ds.shm_nattch/(unsigned long)(ds.shm_nattch > 0)/
