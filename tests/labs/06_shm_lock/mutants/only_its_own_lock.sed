# fails: unlocks
# mistake: unlocks at exit by atexit(3): the lock does not outlive its process
s/^static const char \*self;.*/&\
static int locked_id = -1;\
static void unlock_it(void)\
{\
    shmctl(locked_id, SHM_UNLOCK, NULL);\
}/
/Attach first/i\
    locked_id = shmid;\
    atexit(unlock_it);
