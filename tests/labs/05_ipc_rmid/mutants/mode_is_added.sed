# fails: sets
# mistake: ORs the bits into the mode: nothing can be taken away
s/shm_perm\.mode = (unsigned short)mode/shm_perm.mode |= (unsigned short)mode/
