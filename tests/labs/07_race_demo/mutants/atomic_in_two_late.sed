# fails: atomic
# mistake: an atomic load and an atomic store, by workers that are slow to come to their work
s/atomic_fetch_add(counter, 1);/atomic_store(counter, atomic_load(counter) + 1);/
/^static _Noreturn void work(/,/^{/s/^{/{\
    for (volatile long i = 0; i < 2000000; i++)\
        continue;/
