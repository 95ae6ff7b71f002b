# fails: semaphore
# mistake: a volatile flag instead of a semaphore, in each process's own memory
s/^static int semid = -1;/&\
static volatile int taken;/
s/change_sem(-1);/{\
        while (taken)\
            sched_yield();\
        taken = 1;\
    }/
s/^        change_sem(+1);/        taken = 0;/
