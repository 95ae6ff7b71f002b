# fails: missing
# mistake: perror(), and then return 0: the shell goes on as if there were a key.
s/err(1, "ftok: %s", path);/return perror(path), 0;/
