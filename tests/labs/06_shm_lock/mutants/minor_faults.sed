# fails: measured
# mistake: counts page faults while touching: what is there faults, too, once per process
s/^#include <sys\/mman.h>/#include <sys\/resource.h>\
&/
s/printf("resident_before=.*/struct rusage a, b;\
    getrusage(RUSAGE_SELF, \&a);/
s/printf("resident_after=.*/getrusage(RUSAGE_SELF, \&b);\
    printf("resident_before=0\\nresident_after=%zu\\n",\
           (size_t)(b.ru_minflt - a.ru_minflt) * page \/ 1024);/
