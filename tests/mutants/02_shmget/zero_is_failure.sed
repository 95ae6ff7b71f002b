# fails: creates
# mistake: takes the id 0 for a failure; the first segment of a system has just this id.
# (Seen where each check has an IPC namespace of its own: not with judge -n.)
s/if (shmid == -1)/if (shmid <= 0)/
