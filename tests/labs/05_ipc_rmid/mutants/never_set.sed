# fails: sets
# mistake: changes the copy and never hands it back by IPC_SET
s/shmctl(shmid, IPC_SET, &ds)/0/
