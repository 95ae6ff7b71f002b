# fails: atomic
# mistake: volatile in place of atomic: no register, and still three steps
# The yield makes the window so wide that it shows on one CPU as well.
s/atomic_fetch_add(counter, 1);/volatile long *plain = (volatile long *)counter;\
        long seen = *plain;\
        if (seen % 16 == 0)\
            sched_yield();\
        *plain = seen + 1;/
