# fails: links
# mistake: a symbolic link is refused "for safety", though ftok() follows it.
/key_t key = ftok/i\
    struct stat link;\
    if (lstat(path, &link) == 0 && S_ISLNK(link.st_mode))\
        errx(1, "%s: a symbolic link", path);
