# fails: sets
# mistake: goes on to IPC_SET with what IPC_STAT has refused to fill
s/ || set))/))/
s/struct shmid_ds ds;/struct shmid_ds ds;\
    memset(\&ds, 0x3e, sizeof ds); \/* as any stack may be *\//
s/#include <stdlib.h>/&\
#include <string.h>/
