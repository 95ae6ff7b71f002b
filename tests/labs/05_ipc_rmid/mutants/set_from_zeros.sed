# fails: sets
# mistake: a fresh shmid_ds of zeros for IPC_SET: only the mode should change, but the owner does
# namespaces: without one, as root, the owner is 0 already
s/^\( *\)ds\.shm_perm\.mode = .*/\1ds = (struct shmid_ds){.shm_perm.mode = (unsigned short)mode};/
