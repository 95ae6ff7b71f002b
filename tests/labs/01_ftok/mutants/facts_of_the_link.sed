# fails: links
# mistake: asks lstat() for the facts: the key is right, the bytes shown are those of the link.
s/(stat(path/(lstat(path/
