/* chapter_7.c - why to synchronise: sections 1 and 2 of the article. */
#define _GNU_SOURCE
#include "claims.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS = 2, ROUNDS = 1000 };

struct counters {
    atomic_int ready;
    atomic_long atomic;
    volatile long plain;
};

static int semid;

static void change_sem(short by, short flags)
{
    struct sembuf op = {0, by, flags};
    EXPECT(semop(semid, &op, 1) == 0);
}

static void with_nothing(struct counters *c)
{
    long seen = c->plain;
    sched_yield();
    c->plain = seen + 1;
}

static void with_semaphore(struct counters *c)
{
    change_sem(-1, SEM_UNDO);
    with_nothing(c);
    change_sem(+1, SEM_UNDO);
}

static void with_atomic(struct counters *c)
{
    sched_yield();
    atomic_fetch_add(&c->atomic, 1);
}

/* How much of their counting do two processes lose?  (Atomics are for more than
   one processor; a race needs no more than one.) */
static long lost(void (*add_one)(struct counters *))
{
    struct counters *c =
        (struct counters *)(void *)attach(new_segment(sizeof *c), 0);
    pid_t pids[WORKERS];
    EXPECT(add_one == with_atomic || on_one_processor());
    for (int i = 0; i < WORKERS; i++) {
        pids[i] = start();
        if (pids[i] == 0) {
            atomic_fetch_add(&c->ready, 1);
            while (atomic_load(&c->ready) < WORKERS)
                sched_yield();
            for (int round = 0; round < ROUNDS; round++)
                add_one(c);
            _exit(0);
        }
    }
    for (int i = 0; i < WORKERS; i++)
        EXPECT(went_well(pids[i]));
    return WORKERS * ROUNDS - c->plain - atomic_load(&c->atomic);
}

static void exclusion(void)
{
    long without = lost(with_nothing);
    EXPECT(without > 0);
    evidence("two processes counted to 1000 each, together: %ld of 2000 were "
             "lost",
             without);
}

static void semaphores(void)
{
    semid = new_semaphore();
    change_sem(+1, 0);
    long with = lost(with_semaphore);
    EXPECT(with == 0);
    evidence("the same under a semaphore: %ld lost", with);
}

static void atomics(void)
{
    long with = lost(with_atomic);
    EXPECT(with == 0);
    evidence("no semaphore, one atomic add: %ld lost", with);
}

static void is_volatile(void)
{
    long without = lost(with_nothing); /* plain is volatile */
    EXPECT(without > 0);
    evidence("the counter was volatile, and %ld of 2000 were lost", without);
}

/* What becomes of a semaphore whose holder was killed? */
static int after_kill(short flags)
{
    semid = new_semaphore();
    change_sem(+1, 0);
    pid_t holder = start();
    if (holder == 0) {
        change_sem(-1, flags);
        raise(SIGKILL);
    }
    int status = end_of(holder);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return semctl(semid, 0, GETVAL);
}

static void dead_holder(void)
{
    int with = after_kill(SEM_UNDO), without = after_kill(0);
    EXPECT(with == 1 && without == 0);
    evidence("its value after the holder was killed: %d with SEM_UNDO, %d "
             "without, and all others wait for ever",
             with, without);
}

static void starts_free(void)
{
    semid = new_semaphore();
    struct sembuf take = {0, -1, IPC_NOWAIT};
    EXPECT(semctl(semid, 0, GETVAL) == 0);
    EXPECT(semop(semid, &take, 1) == -1 && errno == EAGAIN);
    evidence("a new semaphore is 0: the first who takes it waits (EAGAIN)");
}

static void set_goes(void)
{
    int *shared = (int *)(void *)attach(new_segment(sizeof(int)), 0);
    pid_t child = start();
    if (child == 0) {
        *shared = new_semaphore();
        _exit(0);
    }
    EXPECT(went_well(child));
    EXPECT(semctl(*shared, 0, GETVAL) == 0);
    EXPECT(semctl(*shared, 0, IPC_RMID) == 0);
    EXPECT(semctl(*shared, 0, GETVAL) == -1);
    evidence("its maker had ended, and set %d was there until IPC_RMID",
             *shared);
}

static void two_phases(void)
{
    semid = new_semaphore();
    struct gate waiting = new_gate();
    pid_t waiter = start();
    if (waiter == 0) {
        struct sembuf take = {0, -1, 0};
        pass(waiting);
        EXPECT(semop(semid, &take, 1) == -1 &&
               (errno == EIDRM || errno == EINVAL));
        _exit(0);
    }
    await(waiting);
    /* Once it waits, which the kernel counts. */
    while (semctl(semid, 0, GETNCNT) == 0)
        sched_yield();
    EXPECT(semctl(semid, 0, IPC_RMID) == 0);
    EXPECT(went_well(waiter));
    EXPECT(semctl(semid, 0, GETVAL) == -1);
    evidence("IPC_RMID of a set woke who waited for it (EIDRM): it was gone at "
             "once");
}

const struct claim chapter_7[] = {
    {"1, 2", IS_TRUE, "Two must not change the same bytes at the same time.",
     "Load, add, store: who stores last undoes what was stored in between.",
     exclusion},
    {"2", IS_TRUE, "Semaphores repair it.",
     "If all use the same one, and around the whole of load, add and store.",
     semaphores},
    {"heard", IS_TRUE, "For one counter an atomic is enough.",
     "One step, from the processor; it excludes nobody from anything else.",
     atomics},
    {"heard", IS_FALSE, "volatile is enough.",
     "It makes each load and store happen, not all three as one.", is_volatile},
    {"heard", IS_FALSE, "A semaphore is free again when its holder has died.",
     "Only if it was taken with SEM_UNDO.", dead_holder},
    {"heard", IS_FALSE, "A new semaphore is free.",
     "It is 0, which is taken: somebody has to give it once.", starts_free},
    {"heard", IS_FALSE, "A semaphore goes with the process that made it.",
     "It stays, as a segment does, until IPC_RMID.", set_goes},
    {"heard", IS_FALSE, "A semaphore set is removed as a segment is.",
     "At once, whoever waits: they get EIDRM. There is no dest.", two_phases},
    {0}};
