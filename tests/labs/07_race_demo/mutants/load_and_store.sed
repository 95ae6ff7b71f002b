# fails: atomic
# mistake: an atomic load and an atomic store: each is one, the three together are not
# The yield makes the window so wide that it shows on one CPU as well.
s/atomic_fetch_add(counter, 1);/long seen = atomic_load(counter);\
        if (seen % 16 == 0)\
            sched_yield();\
        atomic_store(counter, seen + 1);/
