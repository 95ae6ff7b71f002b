# fails: size
# mistake: passes 0 when it opens, whatever -s says: a segment that is too small is opened without a word.
s/shmid = shmget(key, size, shmflg)/shmid = shmget(key, 0, shmflg)/
