# fails: semaphore
# mistake: locks around the load only: reading is what must not be disturbed
/long seen = /a\
    if (sync == 's')\
        change_sem(+1);
/atomic_store(counter/,/change_sem(+1)/s/change_sem(+1)/(void)0/
