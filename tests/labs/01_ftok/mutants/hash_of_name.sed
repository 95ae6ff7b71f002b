# fails: links
# mistake: thinks that ftok() hashes the name, and does it by hand.
s/ftok(path, (int)id)/name_key(path, (int)id)/
/^int main/i\
static key_t name_key(const char *path, int id)\
{\
    unsigned hash = 5381;\
    struct stat there;\
    if (stat(path, &there) == -1)\
        return -1;\
    for (; *path; path++)\
        hash = hash * 33 + (unsigned char)*path;\
    return (key_t)(((unsigned)id << 24) | (hash & 0xffffff));\
}\

