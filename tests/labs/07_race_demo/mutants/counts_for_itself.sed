# fails: semaphore
# mistake: the counter is a variable of the program: each worker has a copy after the fork
s/^static int semid = -1;/&\
static atomic_long mine;/
s/add_one(&shared->counter, sync)/add_one(\&mine, sync)/
s/atomic_load(&shared->counter)/atomic_load(\&mine)/
