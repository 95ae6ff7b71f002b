# fails: locks
# mistake: compares the whole mode with 0600: the locked bit is in it, and 0640 is no 0600
s/ds\.shm_perm\.mode & SHM_LOCKED ?/ds.shm_perm.mode == (0600 | SHM_LOCKED) ?/
