# fails: killed
# mistake: prints what ought to be counted: with a lock it is always that
s/counted = atomic_load(&shared->counter);/counted = *sync == 'n' ? atomic_load(\&shared->counter) : expected;/
s/return whole && /return /
