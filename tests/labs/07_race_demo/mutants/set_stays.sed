# fails: leaves_nothing
# mistake: the set is never removed: it goes with its last user, like memory?
s/semctl(semid, 0, IPC_RMID);/(void)0;/
