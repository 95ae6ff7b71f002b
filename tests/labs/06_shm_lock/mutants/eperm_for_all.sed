# fails: no_room
# mistake: whatever the kernel says, it prints EPERM: it is the error that the article tells of
s/err(1, "shmctl %s", /errno = EPERM, &/
