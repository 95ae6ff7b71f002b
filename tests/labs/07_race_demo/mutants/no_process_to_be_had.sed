# fails: refused
# mistake: a fork that fails ends all, and the semaphore set stays
s/warn("fork");/err(1, "fork");/
