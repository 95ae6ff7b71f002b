# fails: atomic
# mistake: a lock that is looked at and then taken, as if nobody came in between
s/atomic_fetch_add(counter, 1);/{\
            atomic_long *locked = counter + 8;\
            while (atomic_load(locked))\
                sched_yield();\
            atomic_store(locked, 1);\
            atomic_store(counter, atomic_load(counter) + 1);\
            atomic_store(locked, 0);\
        }/
