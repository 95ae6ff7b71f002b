# fails: no_room
# mistake: one message for both: must be root
s/err(1, "shmctl %s", .*/errx(1, "cannot lock: are you root?");/
