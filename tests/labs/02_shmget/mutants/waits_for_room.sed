# fails: refused
# mistake: tries again until there is room in the table, for ever and without a word.
s/errno == ENOENT);/(errno == ENOENT || errno == ENOSPC));/
