# fails: no_room
# mistake: a warning, and exit 0: the touching works without a lock
s/err(1, "shmctl %s", /warn("shmctl %s", /
