# fails: no_room
# mistake: raises RLIMIT_MEMLOCK to infinity first, as the wiki says: the hard limit stays
s/^#include <sys\/mman.h>/#include <sys\/resource.h>\
&/
/Attach first/i\
    struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};\
    if (setrlimit(RLIMIT_MEMLOCK, &all) == -1)\
        err(1, "setrlimit");
