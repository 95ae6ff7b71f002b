/* kernel.c - what the kernel says, which is what the judge believes.
 *
 * Sources: proc(5) for /proc/sysvipc/{shm,sem,msg} and /proc/PID/maps, ftok(3)
 * for the making of a key, semctl(2) GETPID and GETVAL.
 */
#define _GNU_SOURCE
#include "judge.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const struct {
    const char *name;
    int number;
} errnos[] = {
    {"EPERM", EPERM},   {"ENOENT", ENOENT}, {"EACCES", EACCES},
    {"EEXIST", EEXIST}, {"EINVAL", EINVAL}, {"ENOMEM", ENOMEM},
    {"EAGAIN", EAGAIN}, {"ENOSPC", ENOSPC}, {"EIDRM", EIDRM},
    {"EMFILE", EMFILE}, {"ENFILE", ENFILE}, {"ENOSYS", ENOSYS},
    {"EBADF", EBADF},   {"EFAULT", EFAULT}, {"EOVERFLOW", EOVERFLOW},
};

int errno_of(const char *name)
{
    for (size_t i = 0; i < sizeof errnos / sizeof *errnos; i++)
        if (strcmp(errnos[i].name, name) == 0)
            return errnos[i].number;
    return 0;
}

const char *errno_name(int number)
{
    for (size_t i = 0; i < sizeof errnos / sizeof *errnos; i++)
        if (errnos[i].number == number)
            return errnos[i].name;
    return "?";
}

int table_rows(const char *table, struct row *rows, int most)
{
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/sysvipc/%s", table);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return -1;
    int n = 0;
    while (n < most && fgets(line, sizeof line, file) != NULL) {
        struct row row = {0};
        if (strcmp(table, "shm") == 0
                ? sscanf(line,
                         "%d %d %o %lu %d %*d %lu %u %u %*u %*u %*u %*u %*u "
                         "%lu",
                         &row.key, &row.id, &row.perms, &row.bytes, &row.cpid,
                         &row.nattch, &row.uid, &row.gid, &row.resident) == 9
                : sscanf(line, "%d %d %o", &row.key, &row.id, &row.perms) == 3)
            rows[n++] = row;
    }
    fclose(file);
    return n;
}

bool table_find(int id, struct row *row)
{
    static struct row rows[ROWS_MAX];
    int n = table_rows("shm", rows, ROWS_MAX);
    for (int i = 0; i < n; i++) {
        if (rows[i].id == id) {
            *row = rows[i];
            return true;
        }
    }
    return false;
}

bool key_of(const char *path, int id, int *key)
{
    struct stat sb;
    if (stat(path, &sb) == -1)
        return false;
    *key =
        (int)(((unsigned)id & 0xff) << 24 | ((unsigned)sb.st_dev & 0xff) << 16 |
              ((unsigned)sb.st_ino & 0xffff));
    return true;
}

/* The inode column of a segment's mapping is its shmid. */
bool map_of(pid_t pid, int shmid, unsigned long *address, char rights[5])
{
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%d/maps", pid);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    bool found = false;
    while (!found && fgets(line, sizeof line, file) != NULL) {
        unsigned long start, inode;
        char name[64] = "";
        if (sscanf(line, "%lx-%*x %4s %*x %*x:%*x %lu %63s", &start, rights,
                   &inode, name) == 4 &&
            strncmp(name, "/SYSV", 5) == 0 && inode == (unsigned long)shmid) {
            *address = start;
            found = true;
        }
    }
    fclose(file);
    return found;
}

char state_of(pid_t pid)
{
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    char *state = fgets(line, sizeof line, file);
    fclose(file);
    if (state == NULL || (state = strrchr(line, ')')) == NULL)
        return 0;
    return state[2];
}

enum { RUNS = -1, HIDDEN = -2 };

/* The system call that a process sleeps in, and its first argument, from
   /proc/PID/syscall; RUNS if it does not sleep, or is gone; HIDDEN where that
   file cannot be read (ptrace_scope in /proc/sys/kernel/yama). */
static long sleeps_in(pid_t pid, unsigned long *first)
{
    char path[64], line[256] = "";
    snprintf(path, sizeof path, "/proc/%d/syscall", pid);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return HIDDEN;
    char *got = fgets(line, sizeof line, file);
    fclose(file);
    long call;
    if (got == NULL)
        return HIDDEN;
    return sscanf(line, "%ld %lx", &call, first) == 2 ? call : RUNS;
}

/* Is the process asleep until something comes, whichever way it waits for it?
   One that sleeps for a time, to look again, is not. */
bool waits_for_input(pid_t pid)
{
    unsigned long first;
    long call = sleeps_in(pid, &first);
    if (call == HIDDEN)
        return state_of(pid) == 'S';
#ifdef SYS_nanosleep
    if (call == SYS_nanosleep)
        return false;
#endif
    return call != RUNS && call != SYS_clock_nanosleep;
}

const char *doing(pid_t pid)
{
    static const struct {
        long call;
        const char *words;
    } asleep[] = {
#ifdef SYS_semop
        {SYS_semop, ", asleep: it waits for a semaphore"},
#endif
#ifdef SYS_semtimedop
        {SYS_semtimedop, ", asleep: it waits for a semaphore"},
#endif
        {SYS_wait4, ", asleep: it waits for a process that it started"},
        {SYS_waitid, ", asleep: it waits for a process that it started"},
    };
    unsigned long first = 1;
    long call = sleeps_in(pid, &first);
    if (call == SYS_read && first == 0)
        return ", asleep: it waits for its standard input";
    for (size_t i = 0; i < sizeof asleep / sizeof *asleep; i++)
        if (call == asleep[i].call)
            return asleep[i].words;
    return call == RUNS && kill(pid, 0) == 0 ? ", busy: a loop without an end?"
                                             : "";
}

/* Wait until a process stands still (state T) or is gone. */
static bool stopped(pid_t pid)
{
    for (int i = 0; i < 2000; i++) {
        char state = state_of(pid);
        if (state == 'T')
            return true;
        if (state == 0 || state == 'Z' || state == 'X')
            return false;
        nanosleep(&(struct timespec){0, 200000}, NULL);
    }
    return false;
}

/* A semaphore that others wait for, until it is more than 0 or until it is 0,
   belongs to whoever operated on it last.  The worker is stopped while we look:
   what we see stays so.  last: is there one that it was the last to change? */
static bool holds(pid_t pid, bool *last)
{
    *last = false;
    static struct row sets[ROWS_MAX];
    int n = table_rows("sem", sets, ROWS_MAX);
    for (int i = 0; i < n; i++) {
        struct semid_ds ds;
        union {
            int val;
            struct semid_ds *buf;
        } arg = {.buf = &ds};
        if (semctl(sets[i].id, 0, IPC_STAT, arg) == -1)
            continue;
        for (int s = 0; s < (int)ds.sem_nsems && s < 32; s++) {
            if (semctl(sets[i].id, s, GETPID) != pid)
                continue;
            *last = true;
            if (semctl(sets[i].id, s, GETVAL) == 0
                    ? semctl(sets[i].id, s, GETNCNT) > 0
                    : semctl(sets[i].id, s, GETZCNT) > 0)
                return true;
        }
    }
    return false;
}

uint64_t ran_for(pid_t pid)
{
    clockid_t clock;
    struct timespec t;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
        return 0;
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* Seconds that a process has had a processor, and that it was ready and had
   none; nothing where it is gone, or the kernel does not count. */
static void schedstat(pid_t pid, double *ran, double *waited)
{
    char path[64];
    unsigned long long ns[2] = {0, 0};
    *ran = *waited = 0;
    snprintf(path, sizeof path, "/proc/%d/schedstat", pid);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return;
    if (fscanf(file, "%llu %llu", &ns[0], &ns[1]) == 2) {
        *ran = (double)ns[0] / 1e9;
        *waited = (double)ns[1] / 1e9;
    }
    fclose(file);
}

double waited_for(pid_t pid)
{
    double ran, waited;
    schedstat(pid, &ran, &waited);
    return waited;
}

/* A wait is counted when it is over, and one for the kernel itself (state D:
   locks on a library that hundreds are just starting with) not at all.  So of
   who is ready (R) or in D at a look, or was at the last one, the time between
   is no time of its own, but for what is counted; what was credited too early
   is taken back when it is. */
static void credit(struct run *run, pid_t pid, double counted, double passed)
{
    struct seen *s = run->seen;
    char state = state_of(pid);
    bool held_up = state == 'R' || state == 'D';
    int n = 0;
    while (n < run->n_seen && s[n].pid != pid)
        n++;
    if (n == SEEN_MAX)
        return;
    if (n == run->n_seen) {
        run->n_seen++;
        if (held_up && passed > counted)
            run->held_up += passed - counted;
    } else if (held_up || s[n].held_up) {
        run->held_up += passed - s[n].looked - (counted - s[n].counted);
    }
    s[n] = (struct seen){pid, held_up, counted, passed};
}

double own_time(struct run *run, double began, double passed)
{
    pid_t pids[SEEN_MAX];
    double ran = 0, waited = 0;
    if (run->began != began) { /* another verb waits for it */
        run->began = began;
        run->held_up = 0;
        run->n_seen = 0;
    }
    if (run->cage != 0 && run->shared->pid == 0)
        return 0; /* it has not begun */
    int n = cage_workers(run, pids, SEEN_MAX - 1);
    if (n == SEEN_MAX - 1)
        return passed; /* a flood is its own doing */
    if (run->cage != 0) {
        /* The cage starts the program, and buries it. */
        waited = waited_for(run->cage) - run->cage_waited;
        credit(run, run->cage, waited, passed);
        pids[n++] = run->shared->pid;
    }
    for (int i = 0; i < n; i++) {
        double its_ran, its_waited;
        schedstat(pids[i], &its_ran, &its_waited);
        ran += its_ran;
        waited += its_waited;
        credit(run, pids[i], its_ran + its_waited, passed);
    }
    if (waited > run->waited) /* who is gone by now has waited, too */
        run->waited = waited;
    /* One after the other may have waited, so all of it is taken off.  That its
       workers kept each other waiting is no excuse: what they ran counts. */
    double own = passed - run->waited - run->held_up;
    return ran > own ? ran : own;
}

/* Nobody waits in the kernel, but perhaps they try again and again: then all
   the others run, and for as long as it stands still none of them comes in. */
static bool shuts_out(pid_t pid, const pid_t *pids, int n)
{
    enum { ENOUGH = 1000000, NAPS_AT_MOST = 100 };
    uint64_t before[64];
    bool last = true, all = false;
    for (int k = 0; k < n; k++)
        before[k] = ran_for(pids[k]);
    for (int i = 0; i < NAPS_AT_MOST && last && !all; i++) {
        nanosleep(&(struct timespec){0, 100000}, NULL);
        all = true;
        for (int k = 0; k < n; k++)
            all = all &&
                  (pids[k] == pid || ran_for(pids[k]) >= before[k] + ENOUGH);
        holds(pid, &last);
    }
    return last && all && n > 1;
}

double clock_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int kill_holder(struct run *run)
{
    const double SECONDS = 8, AT_MOST = 40;
    double began = clock_now(), passed = 0;
    while (passed < AT_MOST && own_time(run, began, passed) < SECONDS) {
        pid_t pids[64];
        int n = cage_workers(run, pids, 64);
        if (n == 0 && run->shared->ended)
            return 0;
        for (int i = 0; i < n; i++) {
            kill(pids[i], SIGSTOP);
            bool last, caught = stopped(pids[i]) &&
                                (holds(pids[i], &last) ||
                                 (last && shuts_out(pids[i], pids, n)));
            kill(pids[i], caught ? SIGKILL : SIGCONT);
            if (caught)
                return 1;
        }
        nanosleep(&(struct timespec){0, 100000}, NULL);
        passed = clock_now() - began;
    }
    return -1;
}

/* ---- processors ---- */

static cpu_set_t all;
static int first = -1; /* where the judge was when it looked */

int processors_count(void)
{
    if (sched_getaffinity(0, sizeof all, &all) == -1)
        return 1; /* more than a cpu_set_t can name: then we name none */
    first = sched_getcpu();
    return CPU_COUNT(&all);
}

/* Counted from the one that the judge ran on: several judges on one machine
   begin on different ones, for so the kernel has spread them. */
void processor_keep(pid_t pid, int nth)
{
    int cpus[CPU_SETSIZE], n = 0, start = 0;
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (cpu == first)
            start = n;
        if (CPU_ISSET((size_t)cpu, &all))
            cpus[n++] = cpu;
    }
    if (n == 0)
        return;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET((size_t)cpus[(start + nth) % n], &one);
    sched_setaffinity(pid, sizeof one, &one);
}

void processors_all(void)
{
    if (first >= 0)
        sched_setaffinity(0, sizeof all, &all);
}
