/* Plain old style: perror, strtol; a pipe's end is the starting shot; a handler cleans up; SETVAL; __atomic_fetch_add. */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define USAGE                                                                  \
    "usage: 07_race_demo [-s none|sem|atomic] [-w WORKERS] [-n ROUNDS]\n"
#define MAXWORKERS 64

union semun {
    int val;
    struct semid_ds *buf;
    unsigned short *array;
};

static const int deadly[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
static volatile pid_t worker[MAXWORKERS];
static volatile int semid = -1;

/* Leaves no worker and no semaphore.  To be called with the deadly signals blocked. */
static void cleanup(void)
{
    int i;

    for (i = 0; i < MAXWORKERS; i++)
        if (worker[i] > 0)
            kill(worker[i], SIGKILL);
    for (i = 0; i < MAXWORKERS; i++)
        if (worker[i] > 0) {
            while (waitpid(worker[i], NULL, 0) == -1 && errno == EINTR)
                ;
            worker[i] = 0;
        }
    if (semid != -1)
        semctl(semid, 0, IPC_RMID);
    semid = -1;
}

static void handler(int sig)
{
    cleanup();
    signal(sig, SIG_DFL);
    raise(sig); /* pending until the handler is left */
}

static void die(const char *what)
{
    perror(what);
    cleanup();
    exit(EXIT_FAILURE);
}

static void usage(void)
{
    fputs(USAGE, stderr);
    exit(2);
}

static long number(const char *s, long max)
{
    char *end;
    long n;

    errno = 0;
    n = strtol(s, &end, 10);
    if (!isdigit((unsigned char)*s) || *end != '\0' || errno != 0 || n < 1 ||
        n > max)
        usage();
    return n;
}

static void semadd(int delta)
{
    struct sembuf op;

    op.sem_num = 0;
    op.sem_op = (short)delta;
    op.sem_flg = SEM_UNDO;
    while (semop(semid, &op, 1) == -1)
        if (errno != EINTR) {
            perror("07_race_demo: semop");
            _exit(EXIT_FAILURE);
        }
}

static void work(volatile long *counter, const char *way, long rounds)
{
    long value, i;
    int sem;

    if (strcmp(way, "atomic") == 0) {
        for (i = 0; i < rounds; i++)
            __atomic_fetch_add(counter, 1, __ATOMIC_RELAXED);
        return;
    }
    sem = strcmp(way, "sem") == 0;
    for (i = 0; i < rounds; i++) {
        if (sem)
            semadd(-1);
        value = *counter;
        sched_yield();
        *counter = value + 1;
        if (sem)
            semadd(1);
    }
}

int main(int argc, char **argv)
{
    struct sigaction action;
    sigset_t set;
    siginfo_t info;
    union semun arg;
    volatile long *counter;
    const char *way;
    long workers, rounds, i, expected, counted;
    int c, bad, shmid, status, start[2];
    char byte;
    pid_t pid;

    way = "none";
    workers = 2;
    rounds = 1000;
    while ((c = getopt(argc, argv, "+s:w:n:h")) != -1)
        switch (c) {
        case 's':
            way = optarg;
            if (strcmp(way, "none") != 0 && strcmp(way, "sem") != 0 &&
                strcmp(way, "atomic") != 0)
                usage();
            break;
        case 'w':
            workers = number(optarg, MAXWORKERS);
            break;
        case 'n':
            rounds = number(optarg, 1000000);
            break;
        case 'h':
            signal(SIGPIPE, SIG_IGN);
            fputs(USAGE, stdout);
            if (fflush(stdout) == EOF)
                die("07_race_demo: stdout");
            exit(EXIT_SUCCESS);
        default:
            usage();
        }
    if (optind != argc)
        usage();

    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGCHLD, SIG_DFL);
    sigemptyset(&set);
    for (i = 0; i < 4; i++)
        sigaddset(&set, deadly[i]);
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_mask = set;
    sigprocmask(SIG_BLOCK, &set, NULL);
    for (i = 0; i < 4; i++)
        if (sigaction(deadly[i], &action, NULL) == -1)
            die("07_race_demo: sigaction");

    shmid = shmget(IPC_PRIVATE, sizeof *counter, IPC_CREAT | 0600);
    if (shmid == -1)
        die("07_race_demo: shmget");
    counter = shmat(shmid, NULL, 0);
    bad = counter == (void *)-1;
    if (bad)
        perror("07_race_demo: shmat");
    if (shmctl(shmid, IPC_RMID, NULL) == -1)
        die("07_race_demo: shmctl");
    if (bad)
        exit(EXIT_FAILURE);
    *counter = 0;
    if (strcmp(way, "sem") == 0) {
        semid = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
        if (semid == -1)
            die("07_race_demo: semget");
        arg.val = 1;
        if (semctl(semid, 0, SETVAL, arg) == -1)
            die("07_race_demo: semctl SETVAL");
    }

    if (pipe(start) == -1)
        die("07_race_demo: pipe");
    for (i = 0; i < workers; i++) {
        pid = fork();
        if (pid == -1)
            die("07_race_demo: fork");
        if (pid == 0) {
            for (c = 0; c < 4; c++)
                signal(deadly[c], SIG_DFL);
            sigprocmask(SIG_UNBLOCK, &set, NULL);
            close(start[1]);
            while (read(start[0], &byte, 1) == -1 && errno == EINTR)
                ;
            work(counter, way, rounds);
            _exit(EXIT_SUCCESS);
        }
        worker[i] = pid;
    }
    close(start[0]);
    close(start[1]); /* the last writer is gone: all reads return */

    bad = 0;
    for (i = 0; i < workers; i++) {
        sigprocmask(SIG_UNBLOCK, &set, NULL);
        while (waitid(P_PID, (id_t)worker[i], &info, WEXITED | WNOWAIT) == -1 &&
               errno == EINTR)
            ;
        sigprocmask(SIG_BLOCK, &set, NULL);
        if (waitpid(worker[i], &status, 0) == -1)
            die("07_race_demo: waitpid");
        worker[i] = 0;
        if (status != 0) {
            bad = 1;
            fprintf(stderr, "07_race_demo: a worker did not get to its end\n");
        }
    }
    cleanup();

    expected = workers * rounds;
    counted = *counter;
    printf("lost=%ld\n", expected - counted);
    printf("counted=%ld\n", counted);
    printf("expected=%ld\n", expected);
    if (fflush(stdout) == EOF || ferror(stdout))
        die("07_race_demo: stdout");
    if (counted != expected && strcmp(way, "none") != 0)
        bad = 1;
    exit(bad ? EXIT_FAILURE : EXIT_SUCCESS);
}
