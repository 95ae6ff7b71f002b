# fails: exclusive
# mistake: perror(), and then return 0: the script goes on without a segment.
s/err(1, "shmget");/return perror("shmget"), 0;/
