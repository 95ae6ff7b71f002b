# fails: loses
# mistake: locks with -s none, too: a loss would be a bug
s/^    if (argc != optind ||/    if (*sync == 'n')\
        sync = "sem";\
&/
