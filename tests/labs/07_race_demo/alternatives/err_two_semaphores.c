// Modern and compact: err(3), C11 atomics, signals blocked and waited for, a set of two semaphores: a lock, and a gate that opens at zero.
#define _GNU_SOURCE
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

enum { LOCK, GATE };
static enum { NONE, SEM, ATOMIC } how = NONE;
static const char *const ways[] = {"none", "sem", "atomic"};
static unsigned workers = 2, rounds = 1000;
static pid_t kids[64];
static int sems = -1;

static _Noreturn void usage(FILE *out)
{
    fputs("usage: 07_race_demo [-s none|sem|atomic] [-w WORKERS] [-n ROUNDS]\n",
          out);
    if (out == stderr)
        exit(2);
    if (fflush(out))
        err(1, "stdout");
    exit(0);
}

static unsigned number(const char *s, unsigned min, unsigned max)
{
    unsigned n = 0;
    size_t len = strspn(s, "0123456789");
    const char *digits = s + strspn(s, "0");
    if (!len || s[len] || strlen(digits) > 9)
        usage(stderr);
    if (*digits)
        sscanf(digits, "%u", &n);
    if (n < min || n > max)
        usage(stderr);
    return n;
}

static void sweep(void)
{ // also at exit(3): no worker and no semaphore stays
    for (unsigned i = 0; i < 64; i++)
        if (kids[i] > 0)
            kill(kids[i], SIGKILL), waitpid(kids[i], NULL, 0), kids[i] = 0;
    if (sems != -1)
        semctl(sems, 0, IPC_RMID);
    sems = -1;
}

static int op(unsigned short n, short by, short flags)
{
    int rc;
    while ((rc = semop(sems, &(struct sembuf){n, by, flags}, 1)) &&
           (errno == EINTR || errno == EAGAIN))
        if (flags & IPC_NOWAIT)
            sched_yield(); /* never asleep: try again until it is free */
    return rc;
}

static int work(atomic_ulong *counter)
{
    if (op(GATE, 0, 0))
        return 1;
    for (unsigned i = 0; i < rounds; i++) {
        if (how == ATOMIC) {
            atomic_fetch_add(counter, 1);
            continue;
        }
        if (how == SEM && op(LOCK, -1, SEM_UNDO | IPC_NOWAIT))
            return 1;
        unsigned long old = atomic_load_explicit(counter, memory_order_relaxed);
        sched_yield();
        atomic_store_explicit(counter, old + 1, memory_order_relaxed);
        if (how == SEM && op(LOCK, +1, SEM_UNDO))
            return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    for (int o; (o = getopt(argc, argv, "+hs:w:n:")) != -1;)
        if (o == 'w')
            workers = number(optarg, 1, 64);
        else if (o == 'n')
            rounds = number(optarg, 1, 1000000);
        else if (o == 's') {
            for (how = NONE; how <= ATOMIC && strcmp(optarg, ways[how]);
                 how++) {
            }
            if (how > ATOMIC)
                usage(stderr);
        } else
            signal(SIGPIPE, SIG_IGN), usage(o == 'h' ? stdout : stderr);
    if (optind != argc)
        usage(stderr);

    sigset_t waited, before;
    sigemptyset(&waited);
    const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD};
    for (int i = 0; i < 5; i++)
        sigaddset(&waited, numbers[i]);
    signal(SIGCHLD, SIG_DFL), signal(SIGPIPE, SIG_IGN),
        signal(SIGXFSZ, SIG_IGN);
    sigprocmask(SIG_BLOCK, &waited, &before);
    for (int i = 0; i < 5; i++)
        sigdelset(&before, numbers[i]);

    int shm = shmget(IPC_PRIVATE, sizeof(atomic_ulong), 0600);
    if (shm == -1)
        err(1, "shmget");
    atomic_ulong *counter = shmat(shm, NULL, 0);
    int saved = errno;
    shmctl(shm, IPC_RMID, NULL);
    if (errno = saved, counter == (void *)-1)
        err(1, "shmat");
    atexit(sweep);
    if ((sems = semget(IPC_PRIVATE, 2, 0600)) == -1)
        err(1, "semget");
    if (op(LOCK, 1, 0) || op(GATE, 1, 0))
        err(1, "semop");

    pid_t me = getpid();
    for (unsigned i = 0; i < workers; i++) {
        if ((kids[i] = fork()) == -1)
            err(1, "fork");
        if (kids[i])
            continue;
        for (int k = 0; k < 5; k++)
            signal(numbers[k], SIG_DFL);
        sigprocmask(SIG_SETMASK, &before, NULL);
        _exit(getppid() == me ? work(counter) : 1);
    }
    if (op(GATE, -1, 0))
        err(1, "semop");

    bool crippled = false;
    for (unsigned alive = workers; alive;) {
        for (unsigned i = 0; i < workers; i++) {
            int status;
            if (kids[i] && waitpid(kids[i], &status, WNOHANG) == kids[i])
                kids[i] = 0, alive--, crippled |= status;
        }
        int sig = alive ? sigwaitinfo(&waited, NULL) : SIGCHLD;
        if (sig == -1 || sig == SIGCHLD)
            continue;
        sweep();
        signal(sig, SIG_DFL), raise(sig),
            sigprocmask(SIG_SETMASK, &before, NULL);
        exit(1);
    }
    sweep();

    unsigned long expected = (unsigned long)workers * rounds,
                  counted = *counter;
    if (crippled)
        warnx("not every worker got to its end");
    printf("expected=%lu\ncounted=%lu\nlost=%lu\n", expected, counted,
           expected - counted);
    if (fflush(stdout))
        err(1, "stdout");
    return crippled || (how != NONE && counted != expected);
}
