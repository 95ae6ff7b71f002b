# fails: interrupted
# mistake: with an atomic one process adds it all up: nobody shares anything
s/^    for (long i = 0; i < workers; i++) {/    if (*sync == 'a')\
        atomic_store(\&shared->counter, workers * rounds);\
    for (long i = *sync == 'a' ? workers : 0; i < workers; i++) {/
