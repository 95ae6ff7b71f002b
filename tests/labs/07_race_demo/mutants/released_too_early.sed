# fails: atomic
# mistake: a lock that is taken in one step, but given back before the store
s/atomic_fetch_add(counter, 1);/{\
            atomic_long *locked = counter + 8;\
            while (atomic_exchange(locked, 1))\
                sched_yield();\
            long seen = atomic_load(counter);\
            atomic_store(locked, 0);\
            atomic_store(counter, seen + 1);\
        }/
