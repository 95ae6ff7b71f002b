# fails: semaphore
# mistake: a mutex in the segment, not PTHREAD_PROCESS_SHARED: nobody is woken
s/^#include <signal.h>/#include <pthread.h>\
&/
s/^    atomic_long counter;/&\
    pthread_mutex_t mutex;/
s/^static int semid = -1;/&\
static pthread_mutex_t *mutex;/
s/^        change_sem(-1);/        pthread_mutex_lock(mutex);/
s/^        change_sem(+1);/        pthread_mutex_unlock(mutex);/
s/^    pid_t parent = getpid();/    mutex = \&shared->mutex;\
    pthread_mutex_init(mutex, NULL);\
&/
