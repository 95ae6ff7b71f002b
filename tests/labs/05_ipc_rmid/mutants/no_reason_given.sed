# fails: refused
# mistake: a message without errno: it failed, but why?
s/err(1, "shmctl IPC_RMID")/errx(1, "cannot remove segment %d", shmid)/
