# fails: key
# mistake: the id of the article's example is still in the call; the argument is read and forgotten.
s/ftok(path, (int)id)/ftok(path, 2015)/
