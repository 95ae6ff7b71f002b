# fails: absent
# mistake: creates FILE for ftok(), so that it works always: a typing error makes a file and a segment.
/key = ftok(argv/i\
        FILE *file = fopen(argv[optind], "a");\
        if (file != NULL)\
            fclose(file);
