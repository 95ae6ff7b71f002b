# fails: strict
# mistake: atoi: 12x is 12, and nothing at all is segment 0
s/(int)number("SHMID".*;/atoi(argv[optind]);/
