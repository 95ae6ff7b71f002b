# fails: key
# mistake: refuses whatever is no regular file, though "." is what most examples give to ftok().
/key_t key = ftok/i\
    struct stat kind;\
    if (stat(path, &kind) == 0 && !S_ISREG(kind.st_mode))\
        errx(1, "%s: not a file", path);
