# fails: atomic
# mistake: an atomic of its own in each worker: atomic is not shared
s/atomic_fetch_add(counter, 1);/static atomic_long mine;\
        atomic_fetch_add(\&mine, 1);/
