# fails: killed
# mistake: a mutex in the segment instead of a semaphore: who dies keeps it
s/^#include <signal.h>/#include <pthread.h>\
&/
s/^    atomic_long counter;/&\
    pthread_mutex_t mutex;/
s/^static int semid = -1;/&\
static pthread_mutex_t *mutex;/
s/^        change_sem(-1);/        pthread_mutex_lock(mutex);/
s/^        change_sem(+1);/        pthread_mutex_unlock(mutex);/
s/^    pid_t parent = getpid();/    pthread_mutexattr_t attr;\
    pthread_mutexattr_init(\&attr);\
    pthread_mutexattr_setpshared(\&attr, PTHREAD_PROCESS_SHARED);\
    mutex = \&shared->mutex;\
    pthread_mutex_init(mutex, \&attr);\
&/
