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
#include <sys/ptrace.h>
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

/* The letter of a process' state, from /proc/PID/stat; 0 if it is gone. */
static char state_of(pid_t pid)
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

/* Nanoseconds that it has had a processor for; 0 if it is no more. */
static uint64_t ran_for(pid_t pid)
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

static double clock_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int kill_holder(struct run *run)
{
    enum { SECONDS = 8, AT_MOST = 40 };
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

/* ---- one instruction at a time ---- */

enum { STEPS_FIRST = 200, STEPS_MAX = 3000 }; /* to find a turn of a loop */
enum { STEPS_TOGETHER = 4000, WRITES_MAX = 16 };
enum { SPINS = 200, NAPS = 20000, NAPS_ASLEEP = 30 };
enum { SEGMENTS_MAX = 8, BYTES_MAX = 1 << 16 };

struct slow {
    pid_t pid;
    int signal; /* to be given to it when it goes on */
    bool here;  /* it stands still, and is in our hands */
    bool ended;
};

/* Does it stand still?  A signal of its own it must have, later; the rest is
   our doing. */
static bool has_stopped(struct slow *p, int status)
{
    bool ours = WSTOPSIG(status) == SIGTRAP || status >> 16 != 0;
    p->here = WIFSTOPPED(status);
    p->ended = !p->here;
    p->signal = !p->here || ours ? 0 : WSTOPSIG(status);
    return p->here;
}

static bool stands_still(struct slow *p)
{
    int status;
    pid_t got = p->here ? 0 : waitpid(p->pid, &status, __WALL | WNOHANG);
    if (got == p->pid)
        has_stopped(p, status);
    else if (got == -1)
        p->ended = true;
    return p->here;
}

/* Wait until it does, however busy the machine is.  Not if it has ended, or
   sleeps in a call. */
static bool comes_to_stand(struct slow *p)
{
    int asleep = 0;
    for (int i = 0; i < SPINS + NAPS && asleep < NAPS_ASLEEP; i++) {
        if (stands_still(p) || p->ended)
            return p->here;
        if (i < SPINS) {
            sched_yield(); /* it may need this very processor */
            continue;
        }
        nanosleep(&(struct timespec){0, 100000}, NULL);
        asleep += state_of(p->pid) == 'S';
    }
    return false;
}

static bool step(struct slow *p)
{
    if (!stands_still(p) ||
        ptrace(PTRACE_SINGLESTEP, p->pid, NULL, (long)p->signal) == -1)
        return false;
    p->here = false;
    return comes_to_stand(p);
}

/* A step; if it sleeps, say for a lock, the other one goes on until it wakes.
   false: none of them can, or it has ended. */
static bool step_or_wait(struct slow *p, struct slow *other)
{
    bool done = step(p);
    for (int i = 0; !done && !p->ended && i < STEPS_MAX && step(other); i++)
        done = stands_still(p);
    return done;
}

/* Has it taken a step of which it has not told us yet?  Let go now, it would
   die of that SIGTRAP. */
static bool has_stepped(pid_t pid)
{
    siginfo_t info;
    for (uint64_t i = 0;; i++) {
        struct __ptrace_peeksiginfo_args nth = {.off = i, .nr = 1};
        if (ptrace(PTRACE_PEEKSIGINFO, pid, &nth, &info) != 1)
            return false;
        if (info.si_signo == SIGTRAP)
            return true;
    }
}

/* Only what stands still can be let go, and what stands still and is not would
   do so for ever.  Asked to stop it does, or ends, asleep or not. */
static void let_go(struct slow *p)
{
    int status;
    if (!p->here && ptrace(PTRACE_INTERRUPT, p->pid, NULL, NULL) == 0 &&
        waitpid(p->pid, &status, __WALL) == p->pid)
        has_stopped(p, status);
    while (p->here && has_stepped(p->pid) &&
           ptrace(PTRACE_CONT, p->pid, NULL, (long)p->signal) == 0)
        p->here = waitpid(p->pid, &status, __WALL) == p->pid &&
                  has_stopped(p, status);
    if (p->here)
        ptrace(PTRACE_DETACH, p->pid, NULL, (long)p->signal);
}

/* Where it stands, on any machine. */
struct place {
    uint64_t instruction, stack;
};

/* A kernel before 5.3 does not tell: there all places are one. */
static struct place place_of(const struct slow *p)
{
    const long get_syscall_info = 0x420e; /* linux/ptrace.h; ptrace(2) */
    struct {
        uint32_t op, arch;
        uint64_t instruction_pointer, stack_pointer, rest[8];
    } info = {0};
    syscall(SYS_ptrace, get_syscall_info, p->pid, sizeof info, &info);
    return (struct place){info.instruction_pointer, info.stack_pointer};
}

/* Which of n places is it?  n if none. */
static int find_place(struct place place, const struct place *places, int n)
{
    int i = 0;
    while (i < n && (places[i].instruction != place.instruction ||
                     places[i].stack != place.stack))
        i++;
    return i;
}

/* The System V segments that somebody has attached, as seen in its memory. */
struct view {
    int memory, n; /* a descriptor; how many segments */
    unsigned long from[SEGMENTS_MAX], to[SEGMENTS_MAX];
};

static bool view_open(struct view *view, pid_t pid)
{
    char path[64], line[512];
    view->n = 0;
    snprintf(path, sizeof path, "/proc/%d/mem", pid);
    view->memory = open(path, O_RDONLY | O_CLOEXEC);
    snprintf(path, sizeof path, "/proc/%d/maps", pid);
    FILE *file = view->memory != -1 ? fopen(path, "re") : NULL;
    if (file == NULL) {
        if (view->memory != -1)
            close(view->memory);
        return false;
    }
    while (view->n < SEGMENTS_MAX && fgets(line, sizeof line, file) != NULL)
        if (strstr(line, " /SYSV") != NULL &&
            sscanf(line, "%lx-%lx", &view->from[view->n], &view->to[view->n]) ==
                2)
            view->n++;
    fclose(file);
    return true;
}

/* A sum of what stands in them, which is another one when anything changes
   (FNV-1a, by words); of a large one the beginning. */
static uint64_t view_sum(const struct view *view)
{
    uint64_t sum = 14695981039346656037U, piece[512];
    for (int i = 0; i < view->n; i++) {
        unsigned long at = view->from[i], end = view->to[i];
        end = end - at < BYTES_MAX ? end : at + BYTES_MAX;
        for (ssize_t n; at < end && (n = pread(view->memory, piece,
                                               sizeof piece, (off_t)at)) > 0;
             at += (unsigned long)n)
            for (size_t k = 0; k < (size_t)n / sizeof piece[0]; k++)
                sum = (sum ^ piece[k]) * 1099511628211U;
    }
    return sum;
}

/* A turn of a loop that writes to a segment: how many instructions it has, and
   where those stand that write. */
struct turn {
    int length, n;
    struct place writes[WRITES_MAX + 1];
};

/* What is its turn: from a write to the next one by the same instruction?
   false: it does not come to a write in so many steps, or then to that in as
   many again.  Who only says that it is there, or waits for the others at the
   start, writes once or not at all.  Who waits for a lock that the other one
   holds, and not asleep, sees it go on now and then. */
static bool find_turn(struct turn *turn, struct slow *p, struct slow *other,
                      const struct view *view, int steps)
{
    enum { ALONE = 100, A_LITTLE = 7 };
    uint64_t sum = view_sum(view);
    int when[WRITES_MAX + 1], n = 0, last = steps;
    for (int i = 1; i <= last; i++) {
        turn->writes[n] = place_of(p);
        if (!step_or_wait(p, other))
            return false;
        uint64_t now = view_sum(view);
        if (now != sum) {
            int first = find_place(turn->writes[n], turn->writes, n);
            when[n] = i;
            if (first < n) {
                turn->length = i - when[first];
                turn->n = n - first;
                memmove(turn->writes, turn->writes + first,
                        sizeof turn->writes[0] * (size_t)turn->n);
                return true;
            }
            last = n == 0 ? i + steps : last;
            n += n < WRITES_MAX;
        } else if (i % ALONE == 0) {
            for (int k = 0; k < A_LITTLE && step(other); k++)
                continue;
            now = view_sum(view);
        }
        sum = now;
    }
    return false;
}

/* A turn, and on to a place, or past it, if it comes to that soon.  How many
   steps. */
static int turn_to(struct slow *p, const struct turn *turn,
                   const struct place *place, bool past)
{
    int steps = 0;
    while (steps < 3 * turn->length && step(p))
        if (++steps >= turn->length && find_place(place_of(p), place, 1) == 0)
            return steps + (past && step(p));
    return steps;
}

/* One does a turn, and the other does one before each write of the first one:
   what that has loaded before it, however near, is then no longer so.  That for
   each place where the other one may stand meanwhile: before a write of its own
   and after it, so between load and store, say, or in what a lock should keep
   for it alone.  false: one has ended, or both wait. */
static bool slow_down(struct slow *one, const struct turn *turn,
                      struct slow *other, const struct turn *its)
{
    for (int i = 0; i < 2 * its->n; i++) {
        int left = STEPS_TOGETHER / (2 * its->n);
        for (int k = 0; k < turn->length; k++) {
            if (left > 0 &&
                find_place(place_of(one), turn->writes, turn->n) < turn->n)
                left -= turn_to(other, its, &its->writes[i / 2], i % 2 == 1);
            if (!step_or_wait(one, other))
                return false;
        }
    }
    return !other->ended;
}

/* Let it run until it has had so many nanoseconds more of a processor, however
   busy the machine is, or sleeps.  (Those it has had step by step, a hundred
   times as many, have not brought it on.) */
static void let_run(struct slow *p, uint64_t more)
{
    uint64_t enough = ran_for(p->pid) + more;
    int asleep = 0;
    for (int i = 0; i < NAPS && asleep < NAPS_ASLEEP; i++) {
        if (stands_still(p)) {
            if (ran_for(p->pid) >= enough)
                return;
            ptrace(PTRACE_CONT, p->pid, NULL, (long)p->signal);
            p->here = false;
        }
        nanosleep(&(struct timespec){0, 50000}, NULL);
        if (p->ended || ran_for(p->pid) >= enough)
            break;
        asleep += state_of(p->pid) == 'S';
    }
    if (!p->ended && !p->here) {
        ptrace(PTRACE_INTERRUPT, p->pid, NULL, NULL);
        comes_to_stand(p);
    }
}

/* Both are seized.  They go on side by side, as they would not by themselves
   where one has ended before the other has its first turn, until each was
   slowed down. */
static enum stepped slow_down_both(struct slow *one, struct slow *other)
{
    /* When they come to their work differs from machine to machine: a page that
       is touched after a fork costs a hundred times as much here as there. */
    enum { AT_FIRST = 100000, AT_LAST = 50000000 }; /* nanoseconds */
    enum { OFTEN = 6 };
    struct view view;
    struct turn turn, its;
    bool done = false;
    int tries = 0, steps = STEPS_FIRST;
    for (uint64_t more = AT_FIRST; !done && more < AT_LAST; more *= 2) {
        let_run(one, more);
        let_run(other, more);
        if (one->ended || other->ended || !view_open(&view, one->pid))
            break;
        done = find_turn(&turn, one, other, &view, steps) &&
               find_turn(&its, other, one, &view, steps) &&
               slow_down(one, &turn, other, &its) &&
               slow_down(other, &its, one, &turn);
        close(view.memory);
        steps = steps * 2 < STEPS_MAX ? steps * 2 : STEPS_MAX;
        tries += !one->ended && !other->ended;
    }
    return done ? STEPPED : tries < OFTEN ? MISSED : IDLE;
}

enum stepped step_workers(const struct run *run)
{
    int n = 0;
    pid_t pids[64];
    for (int i = 0; n < 2 && !run->shared->ended && i < 20000; i++) {
        nanosleep(&(struct timespec){0, 50000}, NULL);
        n = cage_workers(run, pids, 64);
    }
    if (n < 2)
        return MISSED;
    struct slow one = {.pid = pids[0]}, other = {.pid = pids[1]};
    enum stepped how = MISSED;
    if (ptrace(PTRACE_SEIZE, one.pid, NULL, NULL) == -1)
        return errno == EPERM && kill(one.pid, 0) == 0 ? REFUSED : MISSED;
    ptrace(PTRACE_INTERRUPT, one.pid, NULL, NULL);
    if (ptrace(PTRACE_SEIZE, other.pid, NULL, NULL) == 0) {
        ptrace(PTRACE_INTERRUPT, other.pid, NULL, NULL);
        /* Both, also if the first one does not. */
        comes_to_stand(&one);
        comes_to_stand(&other);
        how = slow_down_both(&one, &other);
        let_go(&other);
    }
    let_go(&one);
    return how;
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
