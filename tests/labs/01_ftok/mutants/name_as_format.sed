# fails: missing
# mistake: the name is the format of the message
s/err(1, "ftok: %s", path);/err(1, path);/
