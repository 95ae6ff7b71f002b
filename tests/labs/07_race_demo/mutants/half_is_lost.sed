# fails: loses
# mistake: prints that half is lost, as in the example, whatever was counted
s/counted = atomic_load(&shared->counter);/counted = *sync == 'n' ? expected \/ 2 : expected;/
