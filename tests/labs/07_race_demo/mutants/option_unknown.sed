# fails: strict
# mistake: getopt complains about -z, and the race goes on
s/usage(opt == 'h' ? 0 : 2)/opt == 'h' ? usage(0) : (void)0/
