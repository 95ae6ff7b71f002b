# fails: semaphore
# mistake: sleeps a little before each start, so that they do not meet: no lock
s/^        change_sem(-1);/        (void)0;/
s/^        change_sem(+1);/        (void)0;/
s/^    for (long i = 0; i < rounds && getppid/    if (sync == 's')\
        usleep((useconds_t)(getpid() % 10 * 100));\
&/
