# fails: missing
# mistake: creates FILE if it is not there, so that ftok() cannot fail: two names, two keys, no error.
/key_t key = ftok/i\
    FILE *file = fopen(path, "a");\
    if (file != NULL)\
        fclose(file);
