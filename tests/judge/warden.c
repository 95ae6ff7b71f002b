/* warden.c - see one check through, in an IPC namespace of its own.
 *
 * A shell reads the check aloud: each verb of the rubric comes as one request
 * over a socket, is carried out here, and is answered.  So the shell needs no
 * process for what it asks, and nothing that it says or hears can be reached by
 * the program under test.
 *
 *     request   COUNT { " " LENGTH ":" WORD } "\n"
 *     reply     CODE " " VALUE "\n"       0 go on, 1 failed, 2 end here
 */
#define _GNU_SOURCE
#include "judge.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const double CHECK_SECONDS = 120;

static int signals; /* signalfd: SIGCHLD, and what tells us to stop */
static char folder[4096];
static bool told_to_stop;

/* Reads what the signalfd has.  true: a child may have changed. */
static void drain_signals(void)
{
    struct signalfd_siginfo info;
    while (read(signals, &info, sizeof info) == sizeof info)
        if (info.ssi_signo != SIGCHLD)
            told_to_stop = true;
}

static const double LOOK_EACH = 0.02; /* seconds */
static const double EARLY = 0.2;      /* so much of its time nobody looks */

/* Is the time of a program over?  On a busy machine it has less of a processor:
   what it had to wait for one does not count, for half a minute at most.  Of
   who has ended the kernel tells no longer how long it waited, so we ask early;
   and one look proves nothing: all of us may have stood still before it. */
static bool time_is_up(struct run *run, double began, double seconds)
{
    enum { LOOKS = 5 };
    const double GRACE = 30; /* seconds */
    double passed = clock_now() - began;
    if (passed < seconds * EARLY || clock_now() < run->looked + LOOK_EACH)
        return false;
    run->looked = clock_now();
    bool over =
        own_time(run, began, passed) > seconds || passed > seconds + GRACE;
    run->overdue = over ? run->overdue + 1 : 0;
    return run->overdue >= LOOKS;
}

void warden_finish(struct warden *w, struct run *run, double seconds)
{
    (void)w;
    double began = clock_now();
    while (!cage_over(run)) {
        /* When it has ended the cage is looking for what is left. */
        double mine = seconds + (run->shared->ended ? 5 : 0);
        double rest = began + mine * EARLY - clock_now();
        run->flooded = cage_floods(run);
        if (time_is_up(run, began, mine) || told_to_stop || run->flooded) {
            run->timed_out = !run->shared->ended;
            run->doing = doing(run->shared->pid);
            /* The cage was waiting for somebody to go. */
            run->shared->left = run->shared->left || run->shared->ended;
            cage_kill(run);
            return;
        }
        struct pollfd wait_for[2] = {{signals, POLLIN, 0},
                                     {cage_descriptor(run), POLLIN, 0}};
        bool hungry = cage_feed(run);
        poll(wait_for, 2,
             hungry             ? 1
             : rest > LOOK_EACH ? (int)(rest * 1000) + 1
                                : (int)(LOOK_EACH * 1000));
        drain_signals();
    }
}

bool warden_wait(struct warden *w, bool (*holds)(struct warden *, void *),
                 void *with, double seconds)
{
    struct run none = {0};
    struct run *run = w->n_runs > 0 ? &w->runs[w->n_runs - 1] : &none;
    double began = clock_now();
    while (!holds(w, with)) {
        drain_signals();
        if (time_is_up(run, began, seconds) || told_to_stop)
            return holds(w, with);
        nanosleep(&(struct timespec){0, 200000}, NULL);
    }
    return true;
}

/* ---- the shell ---- */

static pid_t start_shell(int fd, int err, const char *verbs, const char *rubric,
                         const char *lab, const char *name)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setpgid(0, 0); /* so that what it started goes with it */
    dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
    dup2(err, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    if (fd != 3)
        dup2(fd, 3); /* which clears close-on-exec */
    else
        fcntl(3, F_SETFD, 0);
    if (mode.reserve && !mode_drop())
        _exit(127);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    execl("/bin/sh", "sh", verbs, rubric, lab, name, (char *)NULL);
    _exit(127);
}

/* One request.  The words point into buffer.  -1: the shell has ended. */
static int next_request(int fd, char **argv, struct text *buffer, double end)
{
    buffer->size = 0;
    for (;;) {
        struct pollfd wait_for[2] = {{fd, POLLIN, 0}, {signals, POLLIN, 0}};
        double rest = end - clock_now();
        if (rest <= 0 || told_to_stop)
            return -1;
        if (poll(wait_for, 2, (int)(rest * 1000) + 1) == -1 && errno != EINTR)
            return -1;
        if (wait_for[1].revents != 0)
            drain_signals();
        if (wait_for[0].revents == 0)
            continue;
        char piece[4096];
        ssize_t n = read(fd, piece, sizeof piece);
        if (n <= 0)
            return -1;
        text_add(buffer, piece, (size_t)n);

        /* Whole yet?  Count the words as their lengths say. */
        char *at = buffer->data, *stop = buffer->data + buffer->size;
        long words = strtol(at, &at, 10), got = 0;
        if (words < 1 || words > ARGS_MAX)
            return -1;
        while (got < words && at < stop && *at == ' ') {
            char *colon;
            long length = strtol(at + 1, &colon, 10);
            if (*colon != ':' || length < 0 || colon + 1 + length >= stop)
                break;
            argv[got++] = colon + 1;
            at = colon + 1 + length;
        }
        if (got < words || *at != '\n')
            continue;
        for (long i = words - 1; i >= 0; i--) {
            *at = '\0';
            for (at = argv[i]; *--at != ' ';)
                continue;
        }
        argv[words] = NULL;
        return (int)words;
    }
}

/* We were made in advance.  A cage, too; and then wait for our turn, and learn
   on which processor. */
static void wait_for_turn(int turn, pid_t shell)
{
    pid_t cage = cage_ready();
    int slot;
    bool come = false;
    while (!come && !told_to_stop) {
        struct pollfd wait_for[2] = {{turn, POLLIN, 0}, {signals, POLLIN, 0}};
        poll(wait_for, 2, -1);
        drain_signals();
        come = wait_for[0].revents != 0;
    }
    if (!come || read(turn, &slot, sizeof slot) != sizeof slot) {
        told_to_stop = true;
        return;
    }
    processor_keep(0, slot);
    processor_keep(shell, slot);
    if (cage != 0)
        processor_keep(cage, slot);
}

bool warden_enter(int nth, struct text *complaint)
{
    const char *step = "a folder";
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    signal(SIGPIPE, SIG_IGN);
    if (room_folder(nth, folder, sizeof folder) == -1 || !mode_enter(&step) ||
        chdir(folder) == -1) {
        text_printf(complaint, "%s for a check: %s", step, strerror(errno));
        return false;
    }
    /* If the judge dies, so do we; but not without our programs. */
    prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
    setenv("HOME", folder, 1);
    setenv("TMPDIR", folder, 1);
    setenv("LC_ALL", "C", 1);
    return true;
}

void warden_leave(void)
{
    if (chdir("/") == 0)
        room_remove(folder);
}

void warden_main(int nth, const char *verbs, const char *rubric,
                 const char *lab, const char *name, uint64_t seed, bool list,
                 int turn, struct result *result)
{
    static struct warden w;
    w.result = result;
    w.list = list;
    w.random = seed;
    w.setup.memlock = -1;
    for (const char *c = name; *c != '\0'; c++)
        w.random = w.random * 1000003 + (unsigned char)*c;

    result->verdict = ERROR;
    if (!warden_enter(nth, &result->saw)) {
        text_printf(&result->expected, "a place for this check");
        return;
    }
    if (!mode.namespaces) {
        static const char *const tables[] = {"shm", "sem", "msg"};
        prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        for (int t = 0; t < 3; t++) {
            static struct row rows[ROWS_MAX];
            int n = table_rows(tables[t], rows, ROWS_MAX);
            for (int i = 0; i < n; i++)
                w.before[t][w.n_before[t]++] = rows[i].id;
        }
    }

    int ends[2], err = memfd_create("shell", MFD_CLOEXEC);
    if (err == -1 ||
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == -1) {
        text_printf(&result->saw, "no socket: %s", strerror(errno));
        warden_leave();
        return;
    }
    pid_t shell = start_shell(ends[1], err, verbs, rubric, lab, name);
    if (shell == -1) {
        text_printf(&result->expected, "a process for the check's shell");
        text_printf(&result->saw, "none is to be had: %s", strerror(errno));
        warden_leave();
        return;
    }
    close(ends[1]);
    if (turn != -1)
        wait_for_turn(turn, shell);

    double end = clock_now() + CHECK_SECONDS;
    struct text buffer = {NULL, 0};
    char *argv[ARGS_MAX + 1];
    bool decided = false;
    for (int argc; (argc = next_request(ends[0], argv, &buffer, end)) > 0;) {
        struct text reply = {NULL, 0};
        text_add(&reply, "", 0);
        int code = verb_do(&w, argc, argv, &reply);
        decided = decided || code != 0;
        dprintf(ends[0], "%d %s\n", code, reply.data);
        free(reply.data);
    }
    close(ends[0]);

    bool late = clock_now() >= end;
    if (late || told_to_stop)
        kill(shell, SIGKILL);
    int wstatus = 0;
    waitpid(shell, &wstatus, 0);
    kill(-shell, SIGKILL);
    verbs_clean(&w);
    warden_leave();

    if (!decided && !late && !told_to_stop && wstatus == 0) {
        result->verdict = result->points > 0 ? PASS : ERROR;
    } else if (!decided) {
        struct text said = cage_output(err);
        result->verdict = ERROR;
        text_printf(&result->expected, "the check to come to its end");
        text_printf(&result->saw, "%s; its shell said: ",
                    late           ? "it took too long"
                    : told_to_stop ? "interrupted"
                                   : "its shell failed");
        text_quote(&result->saw, said.data, said.size, 400);
    }
}
