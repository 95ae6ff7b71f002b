# fails: creates
# mistake: takes the id 0 for a failure; the first segment of a system has just this id.
# namespaces: only there is the first segment's id 0
s/if (shmid == -1)/if (shmid <= 0)/
