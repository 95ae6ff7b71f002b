# fails: unknown
# mistake: the exit status tells it all, so why a message
s/err(1, "shmctl IPC_STAT")/exit(1)/
