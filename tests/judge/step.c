/* step.c - two workers go on by single instructions, in turn.
 *
 * What is not one step comes apart without any luck when another worker does
 * its own between two of the steps.  The two are ours from their birth: however
 * few rounds they have to do, and however fast the machine is, their work
 * cannot be over before we have looked.
 *
 * Source: ptrace(2).
 */
#define _GNU_SOURCE
#include "judge.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STEPS_TO_WAKE = 3000, STEPS_TOGETHER = 4000, WRITES_MAX = 16 };
enum { STEPS_LOOP = 3000 }; /* for who does not come to a system call */
enum { NAPS = 20000, NAPS_ASLEEP = 30 };
enum { SEGMENTS_MAX = 8, BYTES_MAX = 1 << 16 };

struct slow {
    pid_t pid;
    int signal; /* to be given to it when it goes on */
    int event;  /* what it stands still for: PTRACE_EVENT_..., or 0 */
    bool here;  /* it stands still, and is in our hands */
    bool ended;
};

/* Until a child of ours stands still, or has ended, or for a little while.
   SIGCHLD is blocked (warden.c). */
static void nap(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigtimedwait(&set, NULL, &(struct timespec){0, 50000});
}

/* Among hundreds that it starts a step takes a second, and they become more. */
static struct run *at_work;
static double give_up_at; /* on the clock of clock_now() */

static bool too_late(void)
{
    if (!at_work->flooded && cage_floods(at_work)) {
        at_work->flooded = true;
        cage_strike(at_work); /* before they are more */
    }
    return at_work->flooded || clock_now() > give_up_at;
}

/* Does it stand still?  A signal of its own it must have, later; the rest is
   our doing. */
static bool has_stopped(struct slow *p, int status)
{
    p->here = WIFSTOPPED(status);
    p->ended = !p->here;
    p->event = p->here ? status >> 16 : 0;
    bool ours = WSTOPSIG(status) == SIGTRAP || p->event != 0;
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
    for (int i = 0; i < NAPS && asleep < NAPS_ASLEEP; i++) {
        if (stands_still(p) || p->ended)
            return p->here;
        if (i > 0 && too_late())
            return false;
        asleep += i > 0 && state_of(p->pid) == 'S';
        nap();
    }
    return false;
}

/* On it goes, to stand still again after an instruction, at the next end of a
   system call, or for a signal: until is PTRACE_SINGLESTEP, PTRACE_SYSCALL or
   PTRACE_CONT.  false: it was not ours. */
static bool go_on(struct slow *p, long until)
{
    if (!stands_still(p))
        return false;
    p->here = syscall(SYS_ptrace, until, p->pid, NULL, (long)p->signal) == -1;
    return !p->here;
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

static bool gives_birth(const struct slow *p)
{
    return p->here &&
           (p->event == PTRACE_EVENT_FORK || p->event == PTRACE_EVENT_VFORK ||
            p->event == PTRACE_EVENT_CLONE);
}

/* Whom it has just brought into the world, ours as well. */
static struct slow child_of(const struct slow *p)
{
    unsigned long pid = 0;
    ptrace(PTRACE_GETEVENTMSG, p->pid, NULL, &pid);
    struct slow child = {.pid = (pid_t)pid};
    comes_to_stand(&child);
    return child;
}

/* Asked to stop it does, or ends, asleep or not. */
static bool halt(struct slow *p)
{
    int status;
    return p->here || (ptrace(PTRACE_INTERRUPT, p->pid, NULL, NULL) == 0 &&
                       waitpid(p->pid, &status, __WALL) == p->pid &&
                       has_stopped(p, status));
}

/* Only what stands still can be let go, and what stands still and is not would
   do so for ever. */
static void let_go(struct slow *p)
{
    int status;
    if (!p->here && halt(p) && gives_birth(p)) {
        struct slow child = child_of(p);
        let_go(&child);
    }
    while (p->here && has_stepped(p->pid) &&
           ptrace(PTRACE_CONT, p->pid, NULL, (long)p->signal) == 0)
        p->here = waitpid(p->pid, &status, __WALL) == p->pid &&
                  has_stopped(p, status);
    /* Who has been killed as it stood must be buried by us, first of all. */
    if (p->here && ptrace(PTRACE_DETACH, p->pid, NULL, (long)p->signal) == -1)
        waitpid(p->pid, &status, __WALL);
    p->here = false;
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

/* On aarch64 an atomic may be a loop: a load-exclusive, a few instructions, and
   a store-exclusive, which fails if anything came in between.  A step does, so
   the loop would not end: all of it is one step, as it is for other processors.
   Source: Arm Architecture Reference Manual for A-profile, B2.12 and C4.1. */
#ifdef __aarch64__
enum { EXCLUSIVE_MAX = 16, WAYS_MAX = 4 };

static long code_at(const struct slow *p, uint64_t at)
{
    return ptrace(PTRACE_PEEKTEXT, p->pid, (void *)at, NULL);
}

static bool is_exclusive(uint32_t code, bool load)
{
    bool cas_of_two = (code & 0x80200000) == 0x00200000;
    return (code & 0x3f800000) == 0x08000000 && !cas_of_two &&
           ((code & 1U << 22) != 0) == load;
}

/* By how many bytes it may branch; 0 if it does not. */
static int64_t branch(uint32_t code)
{
    bool condition = (code & 0xff000000) == 0x54000000;
    if (condition || (code & 0x7e000000) == 0x34000000) /* cbz, cbnz */
        return 4 * (int64_t)((int32_t)(code << 8) >> 13);
    if ((code & 0x7e000000) == 0x36000000) /* tbz, tbnz */
        return 4 * (int64_t)((int32_t)(code << 13) >> 18);
    return 0;
}

/* If it stands before such a load: to where its code leaves all that.  How many
   places; 0: it does not. */
static int ways_out(const struct slow *p, uint64_t *ways)
{
    uint64_t from = place_of(p).instruction, at = from;
    int n = 0;
    if (!is_exclusive((uint32_t)code_at(p, at), true))
        return 0;
    while ((at += 4) < from + 4 * EXCLUSIVE_MAX && n < WAYS_MAX - 1) {
        uint32_t code = (uint32_t)code_at(p, at);
        if (is_exclusive(code, false)) {
            int out = 0;
            for (int i = 0; i < n; i++)
                if (ways[i] < from || ways[i] > at)
                    ways[out++] = ways[i];
            ways[out++] = at + 4;
            return out;
        }
        if (branch(code) != 0)
            ways[n++] = at + (uint64_t)branch(code);
    }
    return 0;
}

/* On to one of them: a breakpoint each.  A worker that goes round in it until
   another one unlocks it is stopped after 0.1 ms of a processor. */
static bool run_to(struct slow *p, const uint64_t *ways, int n)
{
    enum { ENOUGH = 100000 };
    const long breakpoint = 0xd4200000, low = 0xffffffff;
    long old[WAYS_MAX];
    for (int i = 0; i < n; i++) {
        old[i] = code_at(p, ways[i]);
        ptrace(PTRACE_POKETEXT, p->pid, (void *)ways[i],
               (void *)((old[i] & ~low) | breakpoint));
    }
    uint64_t enough = ran_for(p->pid) + ENOUGH;
    if (go_on(p, PTRACE_CONT))
        while (!stands_still(p) && !p->ended && !too_late() &&
               ran_for(p->pid) < enough)
            nap();
    if (p->ended || !halt(p))
        return false;
    for (int i = n - 1; i >= 0; i--)
        ptrace(PTRACE_POKETEXT, p->pid, (void *)ways[i], (void *)old[i]);
    return true;
}
#endif

static bool step(struct slow *p)
{
#ifdef __aarch64__
    uint64_t ways[WAYS_MAX];
    int n = stands_still(p) ? ways_out(p, ways) : 0;
    if (n > 0)
        return run_to(p, ways, n);
#endif
    return go_on(p, PTRACE_SINGLESTEP) && comes_to_stand(p);
}

/* A step; if it sleeps, say for a lock, the other one goes on until it wakes.
   false: none of them can, or it has ended. */
static bool step_or_wait(struct slow *p, struct slow *other)
{
    bool done = step(p);
    for (int i = 0; !done && !p->ended && i < STEPS_TO_WAKE && step(other); i++)
        done = stands_still(p);
    return done;
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
    unsigned long from[SEGMENTS_MAX], to[SEGMENTS_MAX], id[SEGMENTS_MAX];
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
            sscanf(line, "%lx-%lx %*s %*s %*s %lu", &view->from[view->n],
                   &view->to[view->n], &view->id[view->n]) == 3)
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

/* Is it one instruction that loads, changes and stores, but does not lock what
   it changes?  Then it is one step for this processor alone: another one may
   load in between.  The lock prefix (0xf0) is none of those passed over here;
   xchg locks without it.  On other machines load and store are instructions.
   Source: Intel SDM, volume 2, 2.1 and LOCK; volume 3, 9.1.2. */
static bool is_unlocked(const struct view *view, const struct place *place)
{
#if defined(__x86_64__) || defined(__i386__)
    static const unsigned char prefixes[] = {0x66, 0x67, 0xf2, 0xf3, 0x2e,
                                             0x36, 0x3e, 0x26, 0x64, 0x65};
    unsigned char code[16] = {0};
    off_t at = (off_t)place->instruction;
    if (pread(view->memory, code, sizeof code - 4, at) <= 0)
        return false;
    const unsigned char *c = code;
    while (c < code + 8 && memchr(prefixes, *c, sizeof prefixes) != NULL)
        c++;
#ifdef __x86_64__
    c += (*c & 0xf0) == 0x40; /* REX */
#endif
    bool two = *c == 0x0f;
    c += two;
    int mod = c[1] >> 6, nth = c[1] >> 3 & 7;
    if (mod == 3) /* a register */
        return false;
    if (two)
        return (*c & 0xfe) == 0xc0 || (*c & 0xfe) == 0xb0; /* xadd, cmpxchg */
    switch (*c & 0xfe) {
    case 0x80:
    case 0x82:
        return nth != 7; /* add ... xor with a constant, but not cmp */
    case 0xf6:
        return nth == 2 || nth == 3; /* not, neg */
    case 0xfe:
        return nth < 2; /* inc, dec */
    default:
        return *c < 0x38 && (*c & 0x06) == 0; /* add ... xor of a register */
    }
#else
    (void)view, (void)place;
    return false;
#endif
}

/* On to that place, if it comes to it in so many steps; while it sleeps the
   other one goes on. */
static bool stand_before(struct slow *p, const struct place *place, int steps,
                         struct slow *other)
{
    for (int i = 0; i < steps; i++) {
        if (find_place(place_of(p), place, 1) == 0)
            return true;
        if (!(other != NULL ? step_or_wait(p, other) : step(p)))
            return false;
    }
    return false;
}

/* Which byte of which segment is the first one that its next step changes? */
struct spot {
    unsigned long id, offset;
};

static bool step_changes(struct slow *p, const struct view *view,
                         struct spot *spot)
{
    static unsigned char before[SEGMENTS_MAX][BYTES_MAX], now[BYTES_MAX];
    ssize_t sizes[SEGMENTS_MAX];
    for (int i = 0; i < view->n; i++) {
        size_t size = view->to[i] - view->from[i];
        sizes[i] =
            pread(view->memory, before[i], size < BYTES_MAX ? size : BYTES_MAX,
                  (off_t)view->from[i]);
    }
    if (!step(p))
        return false;
    for (int i = 0; i < view->n; i++) {
        ssize_t n = sizes[i] <= 0 ? 0
                                  : pread(view->memory, now, (size_t)sizes[i],
                                          (off_t)view->from[i]);
        for (ssize_t k = 0; k < n; k++)
            if (now[k] != before[i][k]) {
                *spot = (struct spot){view->id[i], (unsigned long)k};
                return true;
            }
    }
    return false;
}

/* Can both stand before such an instruction at the same time, and change the
   same byte?  Under a lock only one gets there; who counts for itself has other
   bytes. */
static bool side_by_side(struct slow *one, const struct turn *turn,
                         const struct view *view, struct slow *other,
                         const struct turn *its, const struct view *its_view)
{
    for (int i = 0; i < turn->n; i++) {
        if (!is_unlocked(view, &turn->writes[i]))
            continue;
        for (int k = 0; k < its->n; k++) {
            struct spot spot, its_spot;
            if (is_unlocked(its_view, &its->writes[k]) &&
                stand_before(one, &turn->writes[i], 3 * turn->length, other) &&
                stand_before(other, &its->writes[k], 3 * its->length, NULL) &&
                step_changes(one, view, &spot) &&
                step_changes(other, its_view, &its_spot) &&
                spot.id == its_spot.id && spot.offset == its_spot.offset)
                return true;
        }
    }
    return false;
}

static bool unlocked(struct slow *one, const struct turn *turn,
                     struct slow *other, const struct turn *its)
{
    struct view view, its_view;
    if (!view_open(&view, one->pid))
        return false;
    bool both = view_open(&its_view, other->pid);
    bool found = both && side_by_side(one, turn, &view, other, its, &its_view);
    if (both)
        close(its_view.memory);
    close(view.memory);
    return found;
}

/* Its next system call, to the end of that, if it comes to one before it has
   had so many nanoseconds of a processor: else false.  A sleep in it is not
   broken off, for semop(2) would fail with EINTR. */
static bool hop(struct slow *p, uint64_t most)
{
    for (int way = 0; way < 2; way++) { /* into it, and out of it */
        uint64_t enough = ran_for(p->pid) + most;
        if (!go_on(p, PTRACE_SYSCALL))
            return true;
        for (int asleep = 0; !stands_still(p) && !p->ended;) {
            nap();
            asleep += state_of(p->pid) == 'S';
            if (asleep == NAPS_ASLEEP || too_late())
                return true;
            if (ran_for(p->pid) >= enough) {
                ptrace(PTRACE_INTERRUPT, p->pid, NULL, NULL);
                comes_to_stand(p);
                return false;
            }
        }
    }
    return true;
}

/* Both have just been born.  Is it their work that they do now?  If not, on to
   the end of the next system call: behind the last one of those with which they
   wait for each other it begins.  Who does not come to one does something else
   first that takes its time: that, and the steps, are then more, and more. */
static enum stepped slow_down_both(struct slow *one, struct slow *other,
                                   int steps)
{
    enum { HOPS = 100, LOOPS = 20, STEPS = 20000, NAPS_BOTH = 10000 };
    struct slow *both[] = {one, other};
    struct turn turns[2];
    struct view view;
    bool found[2] = {false, false};
    int hops = 0, loops = 0, naps = 0, stepped = 0;
    uint64_t time = 100000; /* nanoseconds */
    while (hops < HOPS && stepped < STEPS && loops < LOOPS &&
           naps < NAPS_BOTH && !too_late()) {
        bool moved = false;
        for (int i = 0; i < 2; i++) {
            struct slow *p = both[i], *its_other = both[1 - i];
            if (found[i] || !stands_still(p))
                continue;
            moved = true;
            stepped += steps;
            if (!view_open(&view, p->pid))
                return MISSED;
            found[i] = find_turn(&turns[i], p, its_other, &view, steps);
            close(view.memory);
            if (!found[i] && !hop(p, time) && loops++ % 2 == 1) {
                time *= 2;
                steps = steps < STEPS_LOOP / 2 ? 2 * steps
                        : steps < STEPS_LOOP   ? STEPS_LOOP
                                               : steps;
            }
            hops += !found[i];
        }
        if (one->ended || other->ended)
            return MISSED;
        if (found[0] && found[1]) {
            if (unlocked(one, &turns[0], other, &turns[1]))
                return UNLOCKED;
            if (slow_down(one, &turns[0], other, &turns[1]) &&
                slow_down(other, &turns[1], one, &turns[0]))
                return STEPPED;
            found[0] = found[1] = false;
            hops++;
        } else if (!moved) {
            /* Who sleeps waits for the program, or for the other one. */
            nap();
            naps++;
            for (int i = 0; i < 2; i++)
                for (int k = 0; found[i] && k < turns[i].length; k++)
                    step(both[i]);
        }
    }
    return IDLE;
}

/* Is it no process of its own, or there only to become another program? */
static bool no_worker(const struct slow *program, const struct slow *child)
{
    char thread[64];
    snprintf(thread, sizeof thread, "/proc/%d/task/%d", program->pid,
             child->pid);
    return program->event == PTRACE_EVENT_VFORK || access(thread, F_OK) == 0;
}

/* Its first two workers, each where it was born, and the program is let go.
   false: there are no two. */
static bool first_two(struct slow *program, struct slow *one,
                      struct slow *other)
{
    struct slow *workers[] = {one, other};
    int n = 0, asleep = 0;
    while (n < 2 && !program->ended && asleep < NAPS && !too_late()) {
        if (!stands_still(program)) {
            nap();
            asleep += state_of(program->pid) == 'S';
            /* Perhaps it waits for the one that it has. */
            if (n == 1 && asleep % NAPS_ASLEEP == NAPS_ASLEEP - 1)
                go_on(one, PTRACE_CONT);
            continue;
        }
        if (gives_birth(program)) {
            struct slow child = child_of(program);
            if (no_worker(program, &child)) {
                let_go(&child);
            } else {
                ptrace(PTRACE_SETOPTIONS, child.pid, NULL, 0L);
                *workers[n++] = child;
            }
        }
        if (n < 2)
            go_on(program, PTRACE_CONT);
    }
    let_go(program);
    if (n == 1)
        let_go(one);
    return n == 2;
}

enum stepped step_workers(struct run *run, int steps)
{
    const double SECONDS = 10;
    const long births =
        PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE;
    struct slow program = {0}, one = {0}, other = {0};
    for (int i = 0; i < 10 * NAPS && run->shared->pid == 0; i++)
        nanosleep(&(struct timespec){0, 50000}, NULL);
    program.pid = run->shared->pid; /* which waits for us */
    mode_as_tracer(true);
    bool ours = program.pid != 0 &&
                ptrace(PTRACE_SEIZE, program.pid, NULL, births) == 0;
    mode_as_tracer(false);
    run->shared->go = 1;
    give_up_at = clock_now() + SECONDS;
    at_work = run;
    if (!ours)
        return program.pid != 0 ? REFUSED : MISSED;
    enum stepped how = MISSED;
    if (first_two(&program, &one, &other)) {
        how = slow_down_both(&one, &other, steps);
        let_go(&other);
        let_go(&one);
    }
    raise(SIGCHLD); /* one may have been for the warden: let it look again */
    return how;
}
