# fails: key
# mistake: a key that somebody made up, as in many an example, in place of ftok().
s/ftok(path, (int)id)/0x1234/
