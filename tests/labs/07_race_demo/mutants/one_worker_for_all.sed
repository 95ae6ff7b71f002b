# fails: loses
# mistake: one process does the rounds of all: the sum is the same
s/for (long i = 0; i < workers; i++)/rounds *= workers;\
    for (long i = 0; i < 1; i++)/
s/work(shared, \*sync, parent, workers, rounds)/work(shared, *sync, parent, 1, rounds)/
s/expected = workers \* rounds/expected = rounds/
