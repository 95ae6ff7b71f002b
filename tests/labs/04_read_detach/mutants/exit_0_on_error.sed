# fails: refused
# mistake: perror(), and then return 0: the script goes on without a text.
s/err(1, "shmat");/return perror("shmat"), 0;/
