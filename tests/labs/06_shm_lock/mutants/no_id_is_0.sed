# fails: strict
# mistake: no id is no error: the first segment, then
s/if (argc - optind != 1)/if (argc == optind)\
        argv[optind] = "0", argc++;\
    if (argc - optind != 1)/
