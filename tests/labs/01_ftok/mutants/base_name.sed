# fails: key
# mistake: drops the folder from FILE: it works in the folder where it was tried.
/argv\[optind\];/a\
    if (strrchr(path, '/') != NULL)\
        path = strrchr(path, '/') + 1;
/include <stdlib/a\
#include <string.h>
