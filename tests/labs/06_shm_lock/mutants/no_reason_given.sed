# fails: refused
# mistake: a message without errno: it failed, but why?
s/err(1, "shmctl %s", unlock/errx(1, "%s failed", unlock/
