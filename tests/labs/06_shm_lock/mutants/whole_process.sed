# fails: resident
# mistake: measures the whole process (VmRSS), not the segment
s/^static size_t resident(.*/&\
{\
    (void)addr, (void)pages;\
    unsigned long all = 0, rss = 0;\
    FILE *statm = fopen("\/proc\/self\/statm", "r");\
    fscanf(statm, "%lu %lu", \&all, \&rss);\
    fclose(statm);\
    return rss * page \/ 1024;\
}\
static size_t old(void *addr, size_t pages, size_t page)/
