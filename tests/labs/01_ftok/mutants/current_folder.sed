# fails: key
# mistake: takes the key of "." as the article does, and never looks at FILE.
s/ftok(path, /ftok(".", /
