/*
 * Defensive and verbose: options by hand; a spinning start; compare-and-swap; a semaphore
 * that is free at 0 and so needs no first value; sigsuspend; workers die with their parent.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define ME "07_race_demo"

static const char synopsis[] =
    "usage: " ME " [-s none|sem|atomic] [-w WORKERS] [-n ROUNDS]\n";

enum { MOST_WORKERS = 64, MOST_ROUNDS = 1000000 };

struct shared {
    int go; /* a worker died: no use in waiting for it */
    int ready;
    unsigned long counter;
};

struct team {
    struct shared *shared;
    int semid;               /* -1 if none is there */
    pid_t pid[MOST_WORKERS]; /* 0 if it does not live */
    int size;
};

typedef int step_function(struct team *team);

static volatile sig_atomic_t stop_signal;

static void note_signal(int signo)
{
    if (signo != SIGCHLD)
        stop_signal = signo;
}

static void complain(const char *call)
{
    fprintf(stderr, ME ": %s: %s\n", call, strerror(errno));
}

static int usage_error(const char *reason, const char *word)
{
    fprintf(stderr, ME ": %s: '%s'\n%s", reason, word, synopsis);
    return 2;
}

static bool write_all(const char *text, size_t left)
{
    while (left > 0) {
        ssize_t n = write(STDOUT_FILENO, text, left);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        text += n;
        left -= (size_t)n;
    }
    return true;
}

/* From 1 to most; -1 for anything else. */
static long parse_number(const char *word, long most)
{
    long n = 0;

    if (*word == '\0')
        return -1;
    for (const char *c = word; *c != '\0'; c++) {
        if (*c < '0' || *c > '9')
            return -1;
        n = n * 10 + (*c - '0');
        if (n > most)
            return -1;
    }
    return n == 0 ? -1 : n;
}

static int semop_again(int semid, struct sembuf *operations, size_t count)
{
    int result;

    do
        result = semop(semid, operations, count);
    while (result == -1 && errno == EINTR);
    return result;
}

/* The three ways to add 1. */

static int step_none(struct team *team)
{
    unsigned long value =
        __atomic_load_n(&team->shared->counter, __ATOMIC_RELAXED);

    sched_yield();
    __atomic_store_n(&team->shared->counter, value + 1, __ATOMIC_RELAXED);
    return 0;
}

static int step_sem(struct team *team)
{
    struct sembuf enter[2] = {
        {.sem_num = 0, .sem_op = 0, .sem_flg = 0},
        {.sem_num = 0, .sem_op = 1, .sem_flg = SEM_UNDO},
    };
    struct sembuf leave = {.sem_num = 0, .sem_op = -1, .sem_flg = SEM_UNDO};

    if (semop_again(team->semid, enter, 2) == -1)
        return -1;
    step_none(team);
    return semop_again(team->semid, &leave, 1);
}

static int step_atomic(struct team *team)
{
    unsigned long *counter = &team->shared->counter;
    unsigned long value = __atomic_load_n(counter, __ATOMIC_RELAXED);

    while (!__atomic_compare_exchange_n(counter, &value, value + 1, true,
                                        __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
        continue;
    return 0;
}

static int open_shared(struct team *team)
{
    int shmid =
        shmget(IPC_PRIVATE, sizeof *team->shared, IPC_CREAT | IPC_EXCL | 0600);

    if (shmid == -1) {
        complain("shmget");
        return -1;
    }
    void *address = shmat(shmid, NULL, 0);
    bool attached = address != (void *)-1;
    if (!attached)
        complain("shmat");
    bool removed = shmctl(shmid, IPC_RMID, NULL) == 0;
    if (!removed)
        complain("shmctl IPC_RMID");
    if (!attached || !removed)
        return -1;
    team->shared = address;
    return 0;
}

static void dismiss(struct team *team)
{
    for (int i = 0; i < team->size; i++)
        if (team->pid[i] != 0)
            (void)kill(team->pid[i], SIGKILL);
    for (int i = 0; i < team->size; i++) {
        if (team->pid[i] != 0)
            while (waitpid(team->pid[i], NULL, 0) == -1 && errno == EINTR)
                continue;
        team->pid[i] = 0;
    }
    if (team->semid != -1 && semctl(team->semid, 0, IPC_RMID) == -1)
        complain("semctl IPC_RMID");
    team->semid = -1;
}

static void be_worker(struct team *team, step_function *step, long workers,
                      long rounds, pid_t parent, const sigset_t *mask)
    __attribute__((noreturn));
static void be_worker(struct team *team, step_function *step, long workers,
                      long rounds, pid_t parent, const sigset_t *mask)
{
    static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD};

    for (size_t i = 0; i < sizeof caught / sizeof caught[0]; i++)
        (void)signal(caught[i], SIG_DFL);
    (void)sigprocmask(SIG_SETMASK, mask, NULL);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    (void)__atomic_add_fetch(&team->shared->ready, 1, __ATOMIC_ACQ_REL);
    while (__atomic_load_n(&team->shared->ready, __ATOMIC_ACQUIRE) < workers &&
           __atomic_load_n(&team->shared->go, __ATOMIC_ACQUIRE) == 0)
        sched_yield();
    for (long i = 0; i < rounds; i++)
        if (step(team) != 0) {
            complain("semop");
            _exit(1);
        }
    _exit(0);
}

/* True if each worker did all its rounds; with stop_signal set, nobody has been waited for. */
static bool wait_for_all(struct team *team, const sigset_t *mask)
{
    bool all_well = true;

    for (;;) {
        int alive = 0;

        for (int i = 0; i < team->size; i++) {
            int status;

            if (team->pid[i] == 0)
                continue;
            pid_t ended = waitpid(team->pid[i], &status, WNOHANG);
            if (ended == 0) {
                alive++;
                continue;
            }
            if (ended == -1) {
                complain("waitpid");
                all_well = false;
            } else if (WIFSIGNALED(status)) {
                fprintf(stderr, ME ": worker %d: killed by signal %d\n", i,
                        WTERMSIG(status));
                all_well = false;
            } else if (WEXITSTATUS(status) != 0) {
                fprintf(stderr, ME ": worker %d: failed\n", i);
                all_well = false;
            }
            team->pid[i] = 0;
            __atomic_store_n(&team->shared->go, 1, __ATOMIC_RELEASE);
        }
        if (alive == 0 || stop_signal != 0)
            return all_well;
        (void)sigsuspend(mask);
    }
}

int main(int argc, char *argv[])
{
    static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD};
    struct team team = {.semid = -1};
    step_function *step = step_none;
    long workers = 2, rounds = 1000;

    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);

    int i = 1;
    while (i < argc) {
        char *word = argv[i++];

        if (strcmp(word, "--") == 0)
            break;
        if (word[0] == '-' && word[1] == 'h') {
            if (!write_all(synopsis, sizeof synopsis - 1)) {
                complain("standard output");
                return 1;
            }
            return 0;
        }
        if (word[0] != '-' || word[1] == '\0' || strchr("swn", word[1]) == NULL)
            return usage_error("neither option nor operand of mine", word);
        const char *value = word[2] != '\0' ? word + 2
                            : i < argc      ? argv[i++]
                                            : NULL;
        if (value == NULL)
            return usage_error("a value is missing", word);
        if (word[1] == 's') {
            if (strcmp(value, "none") == 0)
                step = step_none;
            else if (strcmp(value, "sem") == 0)
                step = step_sem;
            else if (strcmp(value, "atomic") == 0)
                step = step_atomic;
            else
                return usage_error("no such way to add", value);
        } else if (word[1] == 'w') {
            workers = parse_number(value, MOST_WORKERS);
            if (workers < 0)
                return usage_error("not a number of workers", value);
        } else {
            rounds = parse_number(value, MOST_ROUNDS);
            if (rounds < 0)
                return usage_error("not a number of rounds", value);
        }
    }
    if (i < argc)
        return usage_error("no operands", argv[i]);

    /* From here to the end the caught signals come only in sigsuspend. */
    sigset_t block, open_mask;
    struct sigaction action = {.sa_handler = note_signal};
    sigemptyset(&block);
    for (size_t k = 0; k < sizeof caught / sizeof caught[0]; k++)
        sigaddset(&block, caught[k]);
    if (sigprocmask(SIG_BLOCK, &block, &open_mask) == -1) {
        complain("sigprocmask");
        return 1;
    }
    action.sa_mask = block;
    for (size_t k = 0; k < sizeof caught / sizeof caught[0]; k++) {
        sigdelset(&open_mask, caught[k]);
        if (sigaction(caught[k], &action, NULL) == -1) {
            complain("sigaction");
            return 1;
        }
    }

    if (open_shared(&team) == -1)
        return 1;
    if (step == step_sem) {
        team.semid = semget(IPC_PRIVATE, 1, IPC_CREAT | IPC_EXCL | 0600);
        if (team.semid == -1) {
            complain("semget");
            return 1;
        }
    }

    const pid_t parent = getpid();
    while (team.size < workers) {
        pid_t pid = fork();

        if (pid == 0)
            be_worker(&team, step, workers, rounds, parent, &open_mask);
        if (pid == -1) {
            complain("fork");
            dismiss(&team);
            return 1;
        }
        team.pid[team.size++] = pid;
    }
    const bool all_well = wait_for_all(&team, &open_mask);
    const bool stopped = stop_signal != 0;
    dismiss(&team);
    if (stopped) {
        fprintf(stderr, ME ": stopped by signal %d\n", (int)stop_signal);
        return 1;
    }

    const unsigned long expected =
        (unsigned long)workers * (unsigned long)rounds;
    const unsigned long counted =
        __atomic_load_n(&team.shared->counter, __ATOMIC_SEQ_CST);
    const unsigned long lost = expected - counted;
    shmdt(team.shared); /* if it did not work, the end will */

    char text[200];
    int length = snprintf(
        text, sizeof text,
        "workers=%ld\nrounds=%ld\ncounted=%lu\nlost=%lu\nexpected=%lu\n",
        workers, rounds, counted, lost, expected);
    if (length < 0 || (size_t)length >= sizeof text ||
        !write_all(text, (size_t)length)) {
        complain("standard output");
        return 1;
    }
    if (lost != 0 && step != step_none)
        fprintf(stderr, ME ": %lu additions are lost, and none should be\n",
                lost);
    return !all_well || (lost != 0 && step != step_none);
}
