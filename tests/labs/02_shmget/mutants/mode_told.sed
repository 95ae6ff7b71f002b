# fails: opens
# mistake: prints the mode that was asked for, not the one that the kernel has.
s/ds.shm_perm.mode & 0777U/(unsigned)shmflg \& 0777U/
