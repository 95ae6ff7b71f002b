# fails: links
# mistake: makes the key by hand from lstat(): the inode of a symbolic link, not of its file.
s/ftok(path, (int)id)/link_key(path, (unsigned)id)/
/^int main/i\
static key_t link_key(const char *path, unsigned id)\
{\
    struct stat link;\
    if (lstat(path, &link) == -1)\
        return -1;\
    return (key_t)(id << 24 | ((unsigned)link.st_dev & 0xff) << 16 |\
                   ((unsigned)link.st_ino & 0xffff));\
}\

