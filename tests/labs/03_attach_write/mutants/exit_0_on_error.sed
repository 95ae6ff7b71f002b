# fails: denied
# mistake: perror(), and then return 0: the script thinks that the text is there.
s/err(1, "shmat");/return perror("shmat"), 0;/
