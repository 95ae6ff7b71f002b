/* 07_race_demo.c - let processes count together in shared memory, and lose.
 *
 *     $ ./07_race_demo -s none -w 2 -n 1000
 *     expected=2000
 *     counted=1000
 *     lost=1000
 *     $ ./07_race_demo -s sem -w 2 -n 1000
 *     ...
 *     lost=0
 *
 * Sharing memory is not taking turns: load, add, store are three steps, and
 * whoever stores last undoes what the others stored in between.
 */
#define _GNU_SOURCE /* sched_setaffinity() */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
    atomic_long counter;
    atomic_int ready, done; /* workers that have come to start and end */
};

static const char *self; /* argv[0], for the usage line */
static int semid = -1;

static _Noreturn void usage(int status)
{
    fprintf(status == 0 ? stdout : stderr,
            "usage: %s [-s none|sem|atomic] [-w WORKERS] [-n ROUNDS]\n", self);
    if (fflush(stdout) != 0 || ferror(stdout))
        err(1, "stdout");
    exit(status);
}

/* The whole of text as a number from 1 to max.  Anything else is exit 2. */
static long number(const char *what, const char *text, long max)
{
    char *end;
    long value = strtol(text, &end, 10);
    if (isdigit((unsigned char)*text) && !*end && value > 0 && value <= max)
        return value;
    warnx("%s: '%s' is not a whole number from 1 to %ld", what, text, max);
    usage(2);
}

/* Take the semaphore, -1, if need be after waiting; give it back, +1. */
static void change_sem(short by)
{
    /* TODO 1: Describe the operation: to add by to the first semaphore of the
       set.  Should a worker die that holds it, the kernel must take back what
       that worker has done to it.  semop(2). */

    errno = ENOSYS; /* what an unsolved lab reports */
    struct sembuf op = {0};
    err(1, "semop %+d", by);
    /* end of TODO 1 */
    while (semop(semid, &op, 1) == -1) {
        if (errno == EIDRM || errno == EINVAL) /* an orphan has removed it */
            _exit(1);
        if (errno != EINTR)
            err(1, "semop");
    }
}

static void add_one(atomic_long *counter, char sync)
{
    if (sync == 'a') {
        /* TODO 2: Add 1 to the counter in one step that no other process can
           come in between of.  C11, <stdatomic.h>; leave() below uses it. */

        errno = ENOSYS;
        err(1, "atomic add, counter at %ld", atomic_load(counter));
        /* end of TODO 2 */
        return;
    }

    /* TODO 3: Add 1 to the counter in three steps: load it, let others run
       (sched_yield(2)), store what was loaded plus 1.  With 'n' for sync this
       shall lose.  With 's' nobody else may be between load and store: take the
       semaphore first; it is given back below. */

    errno = ENOSYS;
    err(1, "load, yield, store");
    /* end of TODO 3 */

    if (sync == 's')
        change_sem(+1);
}

/* A semaphore set cannot be removed in advance, as a segment can: the last one
   out does it, so that no end of the parent, however sudden, comes too late. */
static void leave(struct shared *shared, long workers)
{
    atomic_fetch_add(&shared->ready, 1); /* the others shall not wait for it */
    if (atomic_fetch_add(&shared->done, 1) + 1 == workers && semid != -1)
        semctl(semid, 0, IPC_RMID);
}

static _Noreturn void work(struct shared *shared, char sync, pid_t parent,
                           long workers, long rounds)
{
    /* Start together, or the first would be done before the last begins. */
    atomic_fetch_add(&shared->ready, 1);
    while (atomic_load(&shared->ready) < workers && getppid() == parent)
        sched_yield();
    for (long i = 0; i < rounds && getppid() == parent; i++)
        add_one(&shared->counter, sync);
    leave(shared, workers);
    if (getppid() != parent && semid != -1)
        semctl(semid, 0, IPC_RMID);
    _exit(0);
}

int main(int argc, char *argv[])
{
    self = argv[0];
    const char *sync = "none";
    long workers = 2, rounds = 1000;
    for (int opt; (opt = getopt(argc, argv, "+s:w:n:h")) != -1;)
        if (opt == 's')
            sync = optarg;
        else if (opt == 'w')
            workers = number("WORKERS", optarg, 64);
        else if (opt == 'n')
            rounds = number("ROUNDS", optarg, 1000000);
        else
            usage(opt == 'h' ? 0 : 2);
    if (argc != optind ||
        (strcmp(sync, "none") && strcmp(sync, "sem") && strcmp(sync, "atomic")))
        usage(2);

    /* Removed while attached, the segment lives exactly as long as we do, also
       if we are killed.  The workers inherit the attachment. */
    int shmid = shmget(IPC_PRIVATE, sizeof(struct shared), IPC_CREAT | 0600);
    if (shmid == -1)
        err(1, "shmget");
    struct shared *shared = shmat(shmid, NULL, 0);
    if (shmctl(shmid, IPC_RMID, NULL) == -1)
        err(1, "shmctl IPC_RMID");
    if (shared == (void *)-1)
        err(1, "shmat");

    /* No signal may end us before there are workers to clean up.  They keep
       it that way: a Ctrl-C is for us, and they notice that we are gone. */
    sigset_t all, old;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &old);

    if (*sync == 's') {
        /* TODO 4: Make a new set of one semaphore, for you and your children
           alone, and put its id into semid.  On failure: "semget: ...", exit 1.
           semget(2). */

        errno = ENOSYS;
        err(1, "semget");
        /* end of TODO 4 */

        /* A new semaphore is 0.  The first +1, which is not to be undone, says
           that the counter is free. */
        if (semop(semid, &(struct sembuf){0, +1, 0}, 1) == -1) {
            warn("semop");
            semctl(semid, 0, IPC_RMID);
            return 1;
        }
    }

#ifdef CPU_SET
    /* A yield must let another worker in.  It does on one processor; on two it
       may return at once, and on a busy day we would lose nothing. */
    cpu_set_t one = {0};
    CPU_SET((size_t)sched_getcpu(), &one);
    if (*sync == 'n' && sched_setaffinity(0, sizeof one, &one) == -1)
        warn("sched_setaffinity");
#endif

    pid_t parent = getpid();
    bool whole = true;
    for (long i = 0; i < workers; i++) {
        pid_t pid = fork();
        if (pid == 0)
            work(shared, *sync, parent, workers, rounds);
        if (pid == -1) {
            warn("fork");
            whole = false;
            leave(shared, workers);
        }
    }
    sigprocmask(SIG_SETMASK, &old, NULL);
    for (int status; wait(&status) != -1;) {
        if (status != 0) {
            warnx("a worker died: its rounds are missing, not lost");
            whole = false;
            leave(shared, workers);
        }
    }

    long expected = workers * rounds, counted = atomic_load(&shared->counter);
    printf("expected=%ld\ncounted=%ld\nlost=%ld\n", expected, counted,
           expected - counted);
    if (fflush(stdout) != 0 || ferror(stdout))
        err(1, "stdout");

    /* To lose without a lock is what we came to see; with one it is a bug. */
    return whole && (*sync == 'n' || counted == expected) ? 0 : 1;
}
