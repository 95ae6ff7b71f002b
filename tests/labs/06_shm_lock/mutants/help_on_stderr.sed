# fails: strict
# mistake: the help that was asked for on stderr
s/fprintf(status == 0 ? stdout : stderr,/fprintf(stderr,/
