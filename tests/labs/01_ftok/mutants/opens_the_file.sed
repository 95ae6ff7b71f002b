# fails: key
# mistake: opens FILE first to see if it is there: a key needs no right to read, open() does.
/key_t key = ftok/i\
    FILE *file = fopen(path, "r");\
    if (file == NULL)\
        err(1, "%s", path);\
    fclose(file);
