# fails: reads
# mistake: the id of the README's example is still in the call.
s/shmat(shmid, /shmat(3, /
