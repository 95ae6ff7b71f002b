# fails: atomic
# mistake: compare-and-swap once, and no second try when it fails
# The yield makes the window so wide that it shows on one CPU as well.
s/atomic_fetch_add(counter, 1);/long seen = atomic_load(counter);\
        if (seen % 16 == 0)\
            sched_yield();\
        atomic_compare_exchange_strong(counter, \&seen, seen + 1);/
