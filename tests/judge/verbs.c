/* verbs.c - the words of the rubric: what a check can set up, run and expect.
 *
 * Every verb is one row of the table at the end of this file, with what it
 * takes; tests/labs/README.md tells the writer of a check about them.  A word
 * that ends in '...' may be repeated.  TEXT knows the escapes \n \t \0 \\ \ooo.
 */
#define _GNU_SOURCE
#include "judge.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GO_ON, FAILED, END_HERE };
enum { CALLS_MAX = 400 };
static const unsigned char CANARY = 0xa5;

static struct run *current(struct warden *w)
{
    static struct run none;
    return w->n_runs > 0 ? &w->runs[w->n_runs - 1] : &none;
}

/* ---- how a check fails ---- */

/* Keep each line once: ten workers that fail say the same ten times.
   Gives the number of lines that there were. */
static int lines_once(struct text *text)
{
    int lines = 0;
    size_t to = 0;
    for (size_t from = 0, next; from < text->size; from = next) {
        const char *line = text->data + from;
        const char *end = memchr(line, '\n', text->size - from);
        next = end != NULL ? (size_t)(end - text->data) + 1 : text->size;
        size_t length = next - from;
        bool seen = false;
        for (size_t at = 0; !seen && at + length <= to;) {
            const char *other = text->data + at;
            const char *stop = memchr(other, '\n', to - at);
            size_t size = stop != NULL ? (size_t)(stop - other) + 1 : to - at;
            seen = size == length && memcmp(other, line, length) == 0;
            at += size;
        }
        if (!seen) {
            memmove(text->data + to, line, length);
            to += length;
        }
        lines++;
        if (to > 4096) { /* enough to be shown; the rest may be a megabyte */
            memmove(text->data + to, text->data + next, text->size - next);
            to += text->size - next;
            break;
        }
    }
    text->size = to;
    return lines;
}

static void show_output(struct warden *w)
{
    struct run *run = current(w);
    if (run->shared == NULL)
        return;
    int fds[] = {run->out, run->err};
    for (int i = 0; i < 2; i++) {
        struct text text = cage_output(fds[i]);
        size_t size = text.size;
        if (size > 0) {
            int lines = i ? lines_once(&text) : 0;
            text_printf(&w->result->saw, "\n%s ", i ? "stderr" : "stdout");
            text_quote(&w->result->saw, text.data, text.size, 300);
            if (text.size < size)
                text_printf(&w->result->saw,
                            " (%d lines, those that are alike shown once)",
                            lines);
        }
        free(text.data);
    }
}

/* What was expected, then what was seen; the first failure ends the check. */
static int fail(struct warden *w, const char *expected, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static int fail(struct warden *w, const char *expected, const char *format, ...)
{
    va_list args;
    w->result->verdict = FAIL;
    text_printf(&w->result->expected, "%s",
                w->instead.size > 0 ? w->instead.data : expected);
    va_start(args, format);
    text_vprintf(&w->result->saw, format, args);
    va_end(args);
    return FAILED;
}

static const char FORCED[] = "kernel.shm_rmid_forced is 1 here: the kernel "
                             "removes a segment with its last process";

static int skip(struct warden *w, const char *why)
{
    w->result->verdict = SKIP;
    text_printf(&w->result->saw, "%s", why);
    return END_HERE;
}

/* The rubric itself is wrong: never the learner's fault. */
static int broken(struct warden *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static int broken(struct warden *w, const char *format, ...)
{
    va_list args;
    w->result->verdict = ERROR;
    text_printf(&w->result->expected, "a rubric that can be carried out");
    va_start(args, format);
    text_vprintf(&w->result->saw, format, args);
    va_end(args);
    return END_HERE;
}

static void did(struct warden *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void did(struct warden *w, const char *format, ...)
{
    va_list args;
    if (w->result->did.size > 0)
        text_add(&w->result->did, "\n", 1);
    va_start(args, format);
    text_vprintf(&w->result->did, format, args);
    va_end(args);
}

/* ---- what the check is ---- */

static int do_claim(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    w->result->points = (int)strtol(argv[1], NULL, 10);
    text_printf(&w->result->title, "%s", argv[2]);
    return GO_ON;
}

static int do_because(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    w->result->why.size = 0; /* a check may have several reasons, in turn */
    text_printf(&w->result->why, "%s", argv[1]);
    return GO_ON;
}

static int do_see(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    w->result->where.size = 0;
    text_printf(&w->result->where, "%s", argv[1]);
    return GO_ON;
}

static uint64_t next_random(struct warden *w)
{
    uint64_t z = w->random += 0x9e3779b97f4a7c15; /* splitmix64 */
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static int do_random(struct warden *w, char **argv, struct text *reply)
{
    long from = strtol(argv[1], NULL, 10), to = strtol(argv[2], NULL, 10);
    if (to < from)
        return broken(w, "random %ld %ld", from, to);
    uint64_t span = (uint64_t)(to - from) + 1;
    text_printf(reply, "%ld", from + (long)(next_random(w) % span));
    return GO_ON;
}

static int do_word(struct warden *w, char **argv, struct text *reply)
{
    long length = strtol(argv[1], NULL, 10);
    char *letters = length > 0 ? malloc((size_t)length) : NULL;
    for (long i = 0; letters != NULL && i < length; i++)
        letters[i] = (char)('a' + next_random(w) % 26);
    if (letters != NULL)
        text_add(reply, letters, (size_t)length);
    else if (length > 0)
        return broken(w, "word %s", argv[1]);
    free(letters);
    return GO_ON;
}

static int do_pages(struct warden *w, char **argv, struct text *reply)
{
    (void)w;
    text_printf(reply, "%ld",
                strtol(argv[1], NULL, 10) * sysconf(_SC_PAGESIZE));
    return GO_ON;
}

static int do_fail(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    fail(w, argv[1], "%s", argv[2]);
    show_output(w);
    return FAILED;
}

/* expecting TEXT: what the next verb, should it fail, has expected */
static int do_expecting(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    text_printf(&w->instead, "%s", argv[1]);
    return GO_ON;
}

static int do_skip(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    return skip(w, argv[1]);
}

/* needs segments COUNT BYTES | sets COUNT | processes COUNT | locked BYTES: or
   the check is skipped, and says why */
static int do_needs(struct warden *w, char **argv, struct text *reply)
{
    long count = strtol(argv[2], NULL, 10);
    long bytes = argv[3] != NULL ? strtol(argv[3], NULL, 10) : 0;
    struct setup setup = {.memlock = -1,
                          .need = need_of(argv[1]),
                          .count = count,
                          .bytes = bytes};
    struct text why = {NULL, 0};
    struct run run;
    (void)reply;
    if (setup.need == NULL || count < 1)
        return broken(w, "needs %s %s", argv[1], argv[2]);
    if (strcmp(argv[1], "segments") == 0 && !segments_last())
        return skip(w, FORCED);
    if (!cage_start(&run, (char *[]){"needs", NULL}, &setup, &why))
        return broken(w, "%s", why.data);
    warden_finish(w, &run, mode.seconds);
    int status = run.shared->wstatus, failure = run.shared->failure;
    bool ended = run.shared->ended && failure == 0 && WIFEXITED(status);
    cage_forget(&run);
    if (!ended)
        return broken(w, "needs %s: no answer from the cage: %s", argv[1],
                      strerror(failure));
    if (WEXITSTATUS(status) == 0)
        return GO_ON;
    need_tell(setup.need, &why, WEXITSTATUS(status), count, bytes);
    return skip(w, why.data);
}

/* ---- the kernel, set up ---- */

static struct given *given(struct warden *w, const char *word)
{
    int id = (int)strtol(word, NULL, 10);
    for (int i = w->n_given - 1; i >= 0; i--)
        if (w->given[i].id == id)
            return &w->given[i];
    return NULL;
}

/* Attach whatever the mode is: an owner may change it, for the moment. */
static char *attach(int id, int flags)
{
    char *at = shmat(id, NULL, flags);
    struct row row;
    if (at != (void *)-1 || errno != EACCES || !table_find(id, &row))
        return at == (void *)-1 ? NULL : at;
    struct shmid_ds ds = {0};
    ds.shm_perm.uid = row.uid;
    ds.shm_perm.gid = row.gid;
    ds.shm_perm.mode = 0600;
    if (shmctl(id, IPC_SET, &ds) == -1)
        return NULL;
    at = shmat(id, NULL, flags);
    ds.shm_perm.mode = (unsigned short)(row.perms & 0777);
    shmctl(id, IPC_SET, &ds);
    return at == (void *)-1 ? NULL : at;
}

static int do_key(struct warden *w, char **argv, struct text *reply)
{
    int key;
    if (!key_of(argv[1], (int)strtol(argv[2], NULL, 10), &key))
        return broken(w, "key %s: no such file", argv[1]);
    text_printf(reply, "0x%08x", (unsigned)key);
    return GO_ON;
}

/* segment BYTES [key=K] [mode=M] [fill=TEXT] [untouched] [huge]
   segment 0 huge?: as huge, but it = none where there can be none */
static int do_segment(struct warden *w, char **argv, struct text *reply)
{
    key_t key = IPC_PRIVATE;
    unsigned mode = 0600;
    struct text fill = {NULL, 0};
    bool untouched = false;
    size_t bytes = strtoul(argv[1], NULL, 10);
    int flags = 0;
    for (char **word = argv + 2; *word != NULL; word++) {
        if (strncmp(*word, "key=", 4) == 0) {
            key = (key_t)strtoul(*word + 4, NULL, 0);
        } else if (strncmp(*word, "mode=", 5) == 0) {
            mode = (unsigned)strtoul(*word + 5, NULL, 8);
        } else if (strncmp(*word, "fill=", 5) == 0) {
            fill = text_unquote(*word + 5);
        } else if (strcmp(*word, "untouched") == 0) {
            untouched = true;
        } else if (strcmp(*word, "huge") == 0 || strcmp(*word, "huge?") == 0) {
            /* More than an address space holds, and not one page of memory:
               every process that attaches it gets ENOMEM. */
            untouched = true;
            flags = SHM_NORESERVE;
            bytes = sizeof(size_t) > 4 ? (size_t)1 << 52 : (size_t)3 << 30;
        } else {
            return broken(w, "segment: %s?", *word);
        }
    }
    if (w->n_given == sizeof w->given / sizeof *w->given)
        return broken(w, "segment: too many");
    if (!segments_last())
        return skip(w, FORCED);

    int id = shmget(key, bytes, flags | IPC_CREAT | IPC_EXCL | (int)mode);
    if (id == -1 && flags != 0 && strcmp(argv[2], "huge?") == 0) {
        text_printf(reply, "none");
        return GO_ON;
    }
    if (id == -1 && flags != 0)
        return skip(w, "this kernel makes no segment that is too large to "
                       "attach (vm.overcommit_memory?)");
    if (id == -1) {
        struct text why = {NULL, 0};
        need_tell(need_of("segments"), &why, errno, 1, (long)bytes);
        return skip(w, why.data);
    }
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    struct given *g = &w->given[w->n_given++];
    *g = (struct given){id, bytes, (bytes + page - 1) / page * page, NULL, 0};
    if (!untouched) {
        char *at = attach(id, 0);
        if (at == NULL)
            return broken(w, "attach %d: %s", id, strerror(errno));
        for (size_t i = 0; i < bytes && fill.size > 0; i++)
            at[i] = fill.data[i % fill.size];
        memset(at + bytes, CANARY, g->whole - bytes);
        g->image = malloc(g->whole);
        if (g->image != NULL)
            memcpy(g->image, at, g->whole);
        shmdt(at);
    }
    free(fill.data);
    char with_key[32] = "";
    if (key != IPC_PRIVATE)
        snprintf(with_key, sizeof with_key, ", key 0x%08x", (unsigned)key);
    did(w, "(segment %d is there: %zu bytes, mode %04o%s)", id, bytes, mode,
        with_key);
    text_printf(reply, "%d", id);
    return GO_ON;
}

/* put SHMID OFFSET TEXT: other bytes, from now on the expected ones */
static int do_put(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    struct given *g = given(w, argv[1]);
    size_t offset = strtoul(argv[2], NULL, 10);
    struct text text = text_unquote(argv[3]);
    char *at = g != NULL ? attach(g->id, 0) : NULL;
    if (at == NULL || g->image == NULL || offset + text.size > g->whole)
        return broken(w, "put %s %s", argv[1], argv[2]);
    memcpy(at + offset, text.data, text.size);
    memcpy(g->image + offset, text.data, text.size);
    shmdt(at);
    struct text shown = {NULL, 0};
    text_quote(&shown, text.data, text.size, 60);
    did(w, "(segment %d has %s at byte %zu)", g->id, shown.data, offset);
    free(shown.data);
    free(text.data);
    return GO_ON;
}

static int do_touch(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    struct given *g = given(w, argv[1]);
    char *at = g != NULL ? attach(g->id, 0) : NULL;
    if (at == NULL)
        return broken(w, "touch %s: %s", argv[1], strerror(errno));
    long page = sysconf(_SC_PAGESIZE);
    for (long i = 0; i < strtol(argv[2], NULL, 10); i++)
        ((volatile char *)at)[i * page] = 1;
    shmdt(at);
    did(w, "(%s pages of it have been touched)", argv[2]);
    return GO_ON;
}

static int do_hold(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    struct given *g = given(w, argv[1]);
    char *at = g != NULL ? attach(g->id, 0) : NULL;
    if (at == NULL)
        return broken(w, "hold %s", argv[1]);
    madvise(at, g->whole, MADV_DONTFORK); /* a cage is a fork of us */
    did(w, g->held != NULL ? "(and once more)"
                           : "(another process has it attached)");
    if (g->held == NULL)
        g->held = at;
    return GO_ON;
}

static int do_release(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    struct given *g = given(w, argv[1]);
    if (g == NULL || g->held == NULL || shmdt(g->held) == -1)
        return broken(w, "release %s", argv[1]);
    g->held = NULL;
    did(w, "(the other process detaches it)");
    return GO_ON;
}

static int do_remove(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    if (shmctl((int)strtol(argv[1], NULL, 10), IPC_RMID, NULL) == -1)
        return broken(w, "remove %s: %s", argv[1], strerror(errno));
    did(w, "(segment %s is removed)", argv[1]);
    return GO_ON;
}

static int do_lock(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    if (shmctl((int)strtol(argv[1], NULL, 10), SHM_LOCK, NULL) == -1)
        return skip(w, "the judge may not lock memory here (RLIMIT_MEMLOCK)");
    did(w, "(it is locked)");
    return GO_ON;
}

/* kernel NAME VALUE: /proc/sys/kernel/NAME of this check's own namespace */
static int do_kernel(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    if (!mode.namespaces)
        return skip(w, "needs an IPC namespace of its own");
    char path[256];
    snprintf(path, sizeof path, "/proc/sys/kernel/%s", argv[1]);
    mode_as_root(true);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    ssize_t n = fd == -1 ? -1 : write(fd, argv[2], strlen(argv[2]));
    if (fd != -1)
        close(fd);
    mode_as_root(false);
    if (n == -1)
        return skip(w, "this kernel does not let us set its IPC limits");
    did(w, "(kernel.%s is %s)", argv[1], argv[2]);
    return GO_ON;
}

/* ---- the program, run ---- */

static void add_setting(struct setup *s, char *setting)
{
    int n = 0;
    while (n < SETTINGS_MAX - 1 && s->settings[n] != NULL)
        n++;
    s->settings[n] = setting;
}

/* Let the interposer see the next run.  false: it cannot. */
static bool interpose(struct warden *w)
{
    char *setting, cwd[4096];
    if (w->setup.traced)
        return true;
    if (getcwd(cwd, sizeof cwd) == NULL ||
        (w->log.fd == 0 && !log_open(&w->log, ".trace")))
        return false;
    if (asprintf(&setting, "LD_PRELOAD=%s", room_interposer()) == -1)
        return false;
    add_setting(&w->setup, setting);
    if (asprintf(&setting, "SHM_LABS_TRACE=%s/.trace", cwd) == -1)
        return false;
    add_setting(&w->setup, setting);
    return w->setup.traced = true;
}

/* fault KIND:NTH: the nth call of its kind, as `calls` tells them, fails */
static bool fault(struct warden *w, const char *word)
{
    char kind[64], *colon, *setting;
    snprintf(kind, sizeof kind, "%.60s", word);
    colon = strrchr(kind, ':');
    if (colon == NULL || !interpose(w))
        return false;
    long nth = strtol(colon + 1, NULL, 10);
    *colon = '\0';
    w->setup.fault_errno = fault_errno(kind);
    for (char *c = kind; *c != '\0'; c++)
        if (*c == ':')
            *c = ' ';
    snprintf(w->setup.fault, sizeof w->setup.fault, "%s", kind);
    if (asprintf(&setting, "SHM_LABS_FAULT=%s:%ld:%d", kind, nth,
                 w->setup.fault_errno) == -1)
        return false;
    add_setting(&w->setup, setting);
    return true;
}

/* with stdin TEXT | stdin / | stdout full|closed|broken | memlock BYTES |
   folder DIR | setting NAME=VALUE | refusal CALL[:CMD] ERRNO | patience |
   parallel | trace |
   fault KIND:NTH (it = the name of the errno that it gets) */
static int do_with(struct warden *w, char **argv, struct text *reply)
{
    struct setup *s = &w->setup;
    const char *what = argv[1], *value = argv[2];
    if (strcmp(what, "patience") == 0) {
        s->patient = true;
    } else if (strcmp(what, "parallel") == 0) {
        s->parallel = true;
    } else if (strcmp(what, "trace") == 0) {
        interpose(w);
    } else if (value == NULL) {
        return broken(w, "with %s what?", what);
    } else if (strcmp(what, "stdin") == 0) {
        s->in = *value == '/' && value[1] == '\0' ? 'f' : 't';
        s->input = text_unquote(value);
        s->has_input = s->in == 't';
    } else if (strcmp(what, "stdout") == 0) {
        s->out = *value;
    } else if (strcmp(what, "memlock") == 0) {
        s->memlock = strtol(value, NULL, 10);
    } else if (strcmp(what, "folder") == 0) {
        s->folder = strdup(value);
    } else if (strcmp(what, "setting") == 0) {
        add_setting(s, strdup(value));
    } else if (strcmp(what, "fault") == 0) {
        if (!fault(w, value))
            return broken(w, "with fault %s", value);
        text_printf(reply, "%s", errno_name(s->fault_errno));
    } else if (strcmp(what, "refusal") == 0 && argv[3] != NULL) {
        if (!refusal_parse(value, argv[3], s))
            return skip(w, "refusals are not to be had on this machine");
    } else {
        return broken(w, "with %s?", what);
    }
    return GO_ON;
}

static void tell_run(struct warden *w, char **argv, const char *more)
{
    struct text line = {NULL, 0};
    for (char **word = argv; *word != NULL; word++) {
        if (word > argv)
            text_add(&line, " ", 1);
        text_word(&line, *word);
    }
    const struct setup *s = &w->setup;
    if (s->has_input) {
        text_printf(&line, "   with standard input ");
        text_quote(&line, s->input.data, s->input.size, 60);
    }
    if (s->out == 'f')
        text_printf(&line, " >/dev/full");
    if (s->out == 'c')
        text_printf(&line, " >&-");
    if (s->out == 'b')
        text_printf(&line, " | (nobody)");
    if (s->in == 'f')
        text_printf(&line, " </");
    if (s->memlock >= 0)
        text_printf(&line, "   with RLIMIT_MEMLOCK %ld bytes", s->memlock);
    if (s->folder != NULL)
        text_printf(&line, "   in folder %s", s->folder);
    for (int i = 0; i < SETTINGS_MAX && s->settings[i] != NULL && !s->traced;
         i++)
        text_printf(&line, "   with %s", s->settings[i]);
    if (s->fault_errno != 0)
        text_printf(&line, "   with %s made to fail: %s", s->fault,
                    strerror(s->fault_errno));
    if (s->refused_errno != 0)
        text_printf(&line, "   with a system call refused: %s",
                    strerror(s->refused_errno));
    did(w, "%s%s", line.data, more);
    free(line.data);
}

static int start(struct warden *w, char **argv, bool held)
{
    if (w->n_runs == sizeof w->runs / sizeof *w->runs) {
        /* Only the runs that have ended can be forgotten. */
        if (w->runs[0].cage != 0)
            return broken(w, "too many programs at once");
        cage_forget(&w->runs[0]);
        memmove(w->runs, w->runs + 1, sizeof w->runs - sizeof *w->runs);
        w->n_runs--;
    }
    w->setup.held = held;
    if (!mode.namespaces) /* there the interposer tells what is ours */
        interpose(w);
    w->traced = w->setup.traced;
    if (w->traced && !log_mark(&w->log))
        return broken(w, "no room in the temporary folder: %s",
                      strerror(errno));
    tell_run(w, argv, held ? "   (its standard input is kept open)" : "");
    struct text complaint = {NULL, 0};
    bool ok = cage_start(&w->runs[w->n_runs], argv, &w->setup, &complaint);
    free(w->setup.input.data);
    w->setup = (struct setup){.memlock = -1};
    if (!ok) {
        bool absent = w->runs[w->n_runs].absent;
        fail(w, absent ? "the program to be there" : "a cage to run it in",
             "%s", complaint.data);
        if (!absent) /* which is none of its faults */
            w->result->verdict = ERROR;
        free(complaint.data);
        return FAILED;
    }
    w->n_runs++;
    return GO_ON;
}

/* A trace without a word is no program without a call. */
static bool trace_is_there(const struct warden *w, const struct run *run)
{
    static struct call calls[CALLS_MAX];
    char path[4096];
    if (!w->traced || trace_read(&w->log, false, calls, CALLS_MAX) > 0)
        return true;
    cage_path(path, sizeof path, run->name);
    return !trace_is_due(path);
}

static int finish(struct warden *w, struct text *reply)
{
    struct run *run = current(w);
    warden_finish(w, run, mode.seconds + 4);
    if (w->n_pids < (int)(sizeof w->pids / sizeof *w->pids))
        w->pids[w->n_pids++] = run->shared->pid;
    if (run->shared->failure != 0)
        return broken(w, "%s cannot be run: %s", run->name,
                      strerror(run->shared->failure));
    if (!run->shared->ended && !run->timed_out && !run->flooded)
        return broken(w, "the cage of %s has been killed", run->name);
    if (!trace_is_there(w, run))
        return broken(w,
                      "the interposer was not loaded into %s (LD_PRELOAD), so "
                      "that its calls cannot be seen",
                      run->name);
    int s = run->shared->wstatus;
    if (!run->timed_out)
        text_printf(reply, "%d",
                    WIFEXITED(s) ? WEXITSTATUS(s) : 128 + WTERMSIG(s));
    return GO_ON;
}

static bool program_ended(struct warden *w, void *with)
{
    (void)with;
    struct run *run = current(w);
    run->flooded = run->flooded || cage_floods(run);
    return run->shared->ended || run->shared->failure != 0 || run->flooded ||
           cage_over(run);
}

static int wait_for_end(struct warden *w, struct text *reply)
{
    struct run *run = current(w);
    if (!warden_wait(w, program_ended, NULL, mode.seconds) || run->flooded) {
        run->timed_out = true;
        run->doing = doing(run->shared->pid);
        cage_kill(run);
        return GO_ON;
    }
    return finish(w, reply);
}

static int do_run(struct warden *w, char **argv, struct text *reply)
{
    int code = start(w, argv + 1, false);
    if (code != GO_ON)
        return code;
    struct run *run = current(w);
    warden_finish(w, run, mode.seconds);
    return finish(w, reply);
}

static int do_start(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    return start(w, argv + 1, true);
}

/* back: what is expected is of the program before the last one, which has come
   to its end */
static int do_back(struct warden *w, char **argv, struct text *reply)
{
    (void)argv, (void)reply;
    if (w->n_runs < 2 || current(w)->cage != 0)
        return broken(w, "back: expected two programs, the last one ended");
    cage_forget(current(w));
    w->n_runs--;
    return GO_ON;
}

static bool contains(const struct text *text, const char *word);
static int sets_made(const struct warden *w);

struct condition {
    const char *printed;
    int id;
    unsigned long nattch;
    int workers;
    unsigned long shared; /* some segment, attached so often */
    int sets;             /* as many, as far as they can be seen */
    bool waiting;
    bool held; /* it did, when we looked; it may be over by now */
};

static bool condition_holds(struct warden *w, void *with)
{
    struct condition *c = with;
    if (c->printed != NULL) {
        struct text out = cage_output(current(w)->out);
        bool found = contains(&out, c->printed);
        free(out.data);
        return found;
    }
    if (c->shared > 0) {
        static struct row rows[ROWS_MAX];
        int n = table_rows("shm", rows, ROWS_MAX);
        while (n > 0 && rows[n - 1].nattch < c->shared)
            n--;
        return n > 0;
    }
    if (c->waiting)
        return waits_for_input(current(w)->shared->pid);
    if (c->sets > 0) {
        int made = sets_made(w);
        return made == -1 || made >= c->sets;
    }
    if (c->workers > 0) {
        pid_t pids[256];
        return cage_workers(current(w), pids, 256) >= c->workers;
    }
    struct row row;
    return table_find(c->id, &row) && row.nattch == c->nattch;
}

static bool condition_or_end(struct warden *w, void *with)
{
    struct run *run = current(w);
    run->flooded = run->flooded || cage_floods(run);
    if (run->flooded)
        cage_kill(run);
    struct condition *c = with;
    c->held = condition_holds(w, with);
    return c->held || run->shared->ended || run->flooded;
}

/* await printed TEXT | nattch SHMID N | workers N | shared N | sets N |
   waiting; with workers and shared `or miss`: it=missed if the program ends
   without it */
static int do_await(struct warden *w, char **argv, struct text *reply)
{
    struct condition c = {0};
    bool tells = false, may_miss = false;
    char expected[128];
    if (strcmp(argv[1], "printed") == 0 && argv[2] != NULL) {
        c.printed = argv[2];
        snprintf(expected, sizeof expected, "\"%.60s\" on standard output",
                 argv[2]);
    } else if (strcmp(argv[1], "waiting") == 0) {
        c.waiting = true;
        snprintf(expected, sizeof expected,
                 "the program to wait for its standard input");
    } else if (strcmp(argv[1], "workers") == 0 && argv[2] != NULL) {
        c.workers = (int)strtol(argv[2], NULL, 10);
        tells = true;
        may_miss = argv[3] != NULL;
        snprintf(expected, sizeof expected, "%d worker processes at a time",
                 c.workers);
    } else if (strcmp(argv[1], "shared") == 0 && argv[2] != NULL) {
        c.shared = strtoul(argv[2], NULL, 10);
        tells = true;
        may_miss = argv[3] != NULL;
        snprintf(expected, sizeof expected,
                 "a System V segment that %lu processes have attached",
                 c.shared);
    } else if (strcmp(argv[1], "sets") == 0 && argv[2] != NULL) {
        c.sets = (int)strtol(argv[2], NULL, 10);
        snprintf(expected, sizeof expected, "%d set%s of semaphores", c.sets,
                 c.sets == 1 ? "" : "s");
    } else if (argv[2] != NULL && argv[3] != NULL) {
        c.id = (int)strtol(argv[2], NULL, 10);
        c.nattch = strtoul(argv[3], NULL, 10);
        snprintf(expected, sizeof expected, "nattch %lu for segment %d",
                 c.nattch, c.id);
    }
    warden_wait(w, condition_or_end, &c, mode.seconds);
    bool holds = c.held || condition_holds(w, &c);
    if (tells)
        text_printf(reply, holds ? "seen" : "missed");
    if (holds || (may_miss && current(w)->shared->ended))
        return GO_ON;
    struct row row;
    if (c.printed == NULL && c.workers == 0 && c.shared == 0 && c.sets == 0 &&
        !c.waiting && table_find(c.id, &row))
        fail(w, expected, "nattch %lu%s", row.nattch,
             current(w)->shared->ended ? ", and the program has ended" : "");
    else
        fail(w, expected, c.waiting ? "%s" : "%s without it",
             current(w)->shared->ended ? "the program ended"
                                       : "the program ran on");
    show_output(w);
    return FAILED;
}

static int do_finish(struct warden *w, char **argv, struct text *reply)
{
    struct run *run = current(w);
    bool line = argv[1] != NULL && strcmp(argv[1], "line") == 0;
    if (line && run->input != -1 && write(run->input, "\n", 1) == -1)
        return broken(w, "standard input: %s", strerror(errno));
    if (!line && run->input != -1) {
        close(run->input);
        run->input = -1;
    }
    did(w, line ? "(its standard input brings a line)"
                : "(its standard input ends)");
    return wait_for_end(w, reply);
}

static int do_wait(struct warden *w, char **argv, struct text *reply)
{
    (void)argv;
    return wait_for_end(w, reply);
}

static int do_running(struct warden *w, char **argv, struct text *reply)
{
    (void)argv, (void)reply;
    if (!current(w)->shared->ended)
        return GO_ON;
    fail(w, "the program to go on until its standard input ends",
         "it ended by itself");
    show_output(w);
    return FAILED;
}

/* interrupt: what a Ctrl-C does, to the program and all of its workers;
   `interrupt or miss`: it=missed if the program has ended before */
static int do_interrupt(struct warden *w, char **argv, struct text *reply)
{
    struct run *run = current(w);
    const char *may_miss = argv[1];
    if (run->shared->pid == 0 || run->shared->ended ||
        kill(-run->shared->pid, SIGINT) == -1) {
        text_printf(reply, "missed");
        if (may_miss != NULL)
            return GO_ON;
        fail(w, "the program to be running", "it has ended already");
        show_output(w);
        return FAILED;
    }
    text_printf(reply, "hit");
    did(w, "(Ctrl-C: SIGINT to it and its workers)");
    return GO_ON;
}

static int do_kill_holder(struct warden *w, char **argv, struct text *reply)
{
    const char *may_miss = argv[1];
    int caught = kill_holder(current(w));
    text_printf(reply, "%s", caught == 1 ? "killed" : "missed");
    if (caught == 0 && may_miss != NULL)
        return GO_ON;
    if (caught != 1) {
        fail(w, "a worker that holds the semaphore while others wait",
             "%sno worker was ever seen holding a System V semaphore",
             caught == 0 ? "the program ended, and " : "");
        show_output(w);
        return FAILED;
    }
    did(w, "(SIGKILL to the worker that holds the semaphore)");
    return GO_ON;
}

/* step STEPS PROGRAM ARG...: start it; it=stepped, missed (there are no two
   workers, or they ended too soon), idle (not seen at their work, turns that
   write to a segment) or refused.  Fails if both come to change the same byte
   at the same time, by an instruction that is one step for one processor only
   (add without lock): on two of them that loses, but rarely enough for luck */
static int do_step(struct warden *w, char **argv, struct text *reply)
{
    static const char *const words[] = {
        [STEPPED] = "stepped",
        [MISSED] = "missed",
        [IDLE] = "idle",
        [REFUSED] = "refused",
    };
    char *end;
    long steps = strtol(argv[1], &end, 10);
    if (*end != '\0' || steps < 1 || steps > 100000)
        return broken(w, "step: expected 1 to 100000 steps, got %s", argv[1]);
    w->setup.stepped = true;
    int code = start(w, argv + 2, false);
    if (code != GO_ON)
        return code;
    enum stepped how = step_workers(current(w), (int)steps);
    if (how == UNLOCKED)
        return fail(w, "an addition that is one step for all processors",
                    "two workers about to add to the same byte of a segment at "
                    "the same time, each by one instruction, but without lock: "
                    "two processors may both begin with the old number");
    text_printf(reply, "%s", words[how]);
    if (how == STEPPED)
        did(w, "(two of its workers go on by single instructions)");
    return GO_ON;
}

/* ---- what the program did ---- */

static void describe_end(struct warden *w, struct text *text)
{
    struct run *run = current(w);
    int s = run->shared != NULL ? run->shared->wstatus : 0;
    if (run->flooded)
        text_printf(text, "stopped: it started hundreds of processes");
    else if (run->timed_out)
        text_printf(text, "still running after %g s%s", mode.seconds,
                    run->doing != NULL ? run->doing : "");
    else if (WIFEXITED(s))
        text_printf(text, "exit %d", WEXITSTATUS(s));
    else if (WTERMSIG(s) == SIGXFSZ)
        text_printf(text, "stopped: it wrote more than %d bytes", OUTPUT_MAX);
    else
        text_printf(text, "killed by signal %d (%s)", WTERMSIG(s),
                    strsignal(WTERMSIG(s)));
}

/* exits STATUS... */
static int do_exits(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    struct run *run = current(w);
    if (run->shared == NULL)
        return broken(w, "exits: nothing has been run");
    struct text expected = {NULL, 0}, saw = {NULL, 0};
    for (char **word = argv + 1; *word != NULL; word++) {
        text_printf(&expected, "%s%s", word == argv + 1 ? "exit " : " or ",
                    *word);
        if (!run->timed_out && run->shared->ended &&
            WIFEXITED(run->shared->wstatus) &&
            WEXITSTATUS(run->shared->wstatus) == strtol(*word, NULL, 10)) {
            free(expected.data);
            return GO_ON;
        }
    }
    describe_end(w, &saw);
    fail(w, expected.data, "%s", saw.data);
    show_output(w);
    free(expected.data);
    free(saw.data);
    return FAILED;
}

static bool contains(const struct text *text, const char *word)
{
    size_t size = strlen(word);
    for (size_t i = 0; i + size <= text->size; i++)
        if (strncasecmp(text->data + i, word, size) == 0)
            return true;
    return false;
}

/* An errno's name stands for its text, in glibc's words or in musl's. */
static bool told(const struct text *err, const char *word)
{
    int number = errno_of(word);
    return contains(err, word) ||
           (number != 0 && contains(err, strerror(number))) ||
           (number == ENOMEM && (contains(err, "Cannot allocate memory") ||
                                 contains(err, "Out of memory"))) ||
           (number == EOVERFLOW && contains(err, "Value too large")) ||
           (number == EMFILE && (contains(err, "Too many open files") ||
                                 contains(err, "No file descriptors")));
}

/* says WORD...: all of them on standard error, each a word or an errno's name.
   What else the program says there is its own business. */
static int do_says(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    struct text err = cage_output(current(w)->err);
    for (char **word = argv + 1; *word != NULL; word++) {
        int number = errno_of(*word);
        const char *name = number != 0 ? strerror(number) : *word;
        if (!told(&err, *word)) {
            struct text expected = {NULL, 0};
            text_printf(&expected, "a message with \"%s\" on standard error",
                        name);
            fail(w, expected.data,
                 err.size == 0 ? "nothing on standard error"
                               : "a message without it");
            show_output(w);
            free(expected.data);
            free(err.data);
            return FAILED;
        }
    }
    free(err.data);
    return GO_ON;
}

/* complains: something on standard error, whatever it is */
static int do_complains(struct warden *w, char **argv, struct text *reply)
{
    (void)argv, (void)reply;
    struct text err = cage_output(current(w)->err);
    size_t size = err.size;
    free(err.data);
    if (size > 0)
        return GO_ON;
    fail(w, "a message on standard error", "nothing");
    show_output(w);
    return FAILED;
}

/* has TEXT, lacks TEXT: it is, or is not, on standard output; in capitals or
   not */
static int do_has(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    bool wanted = strcmp(argv[0], "has") == 0;
    struct text out = cage_output(current(w)->out), expected = {NULL, 0};
    bool there = contains(&out, argv[1]);
    free(out.data);
    if (there == wanted)
        return GO_ON;
    text_printf(&expected, "%s\"%s\" on standard output", wanted ? "" : "no ",
                argv[1]);
    fail(w, expected.data, wanted ? "it is not there" : "it is there");
    show_output(w);
    free(expected.data);
    return FAILED;
}

static int do_silent(struct warden *w, char **argv, struct text *reply)
{
    (void)argv, (void)reply;
    struct text out = cage_output(current(w)->out);
    bool silent = out.size == 0;
    free(out.data);
    if (silent)
        return GO_ON;
    fail(w, "nothing on standard output", "something");
    show_output(w);
    return FAILED;
}

/* prints TEXT: these bytes and no others */
static int do_prints(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    struct text out = cage_output(current(w)->out);
    struct text want = text_unquote(argv[1]), expected = {NULL, 0};
    bool same =
        out.size == want.size && memcmp(out.data, want.data, out.size) == 0;
    if (!same) {
        text_printf(&expected, "on standard output exactly ");
        text_quote(&expected, want.data, want.size, 200);
        fail(w, expected.data, "something else");
        show_output(w);
        free(expected.data);
    }
    free(out.data);
    free(want.data);
    return same ? GO_ON : FAILED;
}

/* facts: standard output is lines of name=value, all of them printable */
static int do_facts(struct warden *w, char **argv, struct text *reply)
{
    (void)argv, (void)reply;
    struct text out = cage_output(current(w)->out);
    bool good = out.size > 0 && out.data[out.size - 1] == '\n';
    size_t at = 0;
    while (good && at < out.size) {
        size_t name = strspn(out.data + at, "abcdefghijklmnopqrstuvwxyz"
                                            "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                            "0123456789_");
        good = name > 0 && out.data[at + name] == '=';
        for (; good && out.data[at] != '\n'; at++)
            good =
                at < out.size && out.data[at] != '\0' &&
                ((unsigned char)out.data[at] >= 0x20 || out.data[at] == '\t') &&
                out.data[at] != 0x7f;
        at++;
    }
    free(out.data);
    if (good)
        return GO_ON;
    fail(w, "facts on standard output, one name=value a line, nothing else",
         "a line that is none, or nothing");
    show_output(w);
    return FAILED;
}

/* The nth line NAME=..., its value in *value. */
static bool nth_fact(struct warden *w, const char *name, int n,
                     struct text *value)
{
    struct text out = cage_output(current(w)->out);
    size_t length = strlen(name);
    bool found = false;
    value->data = NULL;
    value->size = 0;
    for (char *line = out.data; !found && line < out.data + out.size;) {
        char *end = memchr(line, '\n', out.size - (size_t)(line - out.data));
        if (end == NULL)
            end = out.data + out.size;
        char *sign = memchr(line, '=', (size_t)(end - line));
        if (sign != NULL && strncmp(line, name, length) == 0 &&
            sign == line + length && n-- == 0) {
            text_add(value, sign + 1, (size_t)(end - sign) - 1);
            found = true;
        }
        line = end + 1;
    }
    free(out.data);
    return found;
}

/* fact NAME [VALUE...]: just one such line, with one of these values */
static int do_fact(struct warden *w, char **argv, struct text *reply)
{
    struct text value, twice, expected = {NULL, 0}, shown = {NULL, 0};
    if (!nth_fact(w, argv[1], 0, &value)) {
        text_printf(&expected, "a fact %s=... on standard output", argv[1]);
        fail(w, expected.data, "no such line");
        show_output(w);
        free(expected.data);
        return FAILED;
    }
    if (nth_fact(w, argv[1], 1, &twice)) {
        free(twice.data);
        free(value.data);
        text_printf(&expected, "one fact %s=", argv[1]);
        fail(w, expected.data, "more than one such line");
        show_output(w);
        free(expected.data);
        return FAILED;
    }
    bool good = argv[2] == NULL;
    for (char **word = argv + 2; *word != NULL; word++)
        good = good || strcmp(*word, value.data) == 0;
    if (good) {
        text_printf(reply, "%s", value.data);
    } else {
        text_printf(&expected, "%s=%s", argv[1], argv[2]);
        for (char **word = argv + 3; *word != NULL; word++)
            text_printf(&expected, " or %s", *word);
        text_quote(&shown, value.data, value.size, 100);
        fail(w, expected.data, "%s=%s", argv[1], shown.data);
        show_output(w);
    }
    free(expected.data);
    free(shown.data);
    free(value.data);
    return good ? GO_ON : FAILED;
}

/* low_bits NAME VALUE BITS: a fact, decimal or 0x..., equals VALUE in these */
static int do_low_bits(struct warden *w, char **argv, struct text *reply)
{
    struct text value = {NULL, 0};
    unsigned long mask = (1UL << strtoul(argv[3], NULL, 10)) - 1;
    unsigned long want = strtoul(argv[2], NULL, 0) & mask, got = 0;
    char *end = NULL;
    if (nth_fact(w, argv[1], 0, &value)) {
        bool hex = strncasecmp(value.data, "0x", 2) == 0;
        got = strtoul(value.data, &end, hex ? 16 : 10);
    }
    bool good = end != NULL && end != value.data && *end == '\0' &&
                (got & mask) == want;
    if (good) {
        text_printf(reply, "%lu", got);
    } else {
        struct text expected = {NULL, 0};
        int digits = mask <= 0xffff ? (int)strtol(argv[3], NULL, 10) / 4 : 1;
        text_printf(&expected, "%s=0x%0*lx (its low %s bits)", argv[1], digits,
                    want, argv[3]);
        fail(w, expected.data, "another value, or none");
        show_output(w);
        free(expected.data);
    }
    free(value.data);
    return good ? GO_ON : FAILED;
}

/* count NAME: a fact that is a whole number, for the shell to reckon with */
static int do_count(struct warden *w, char **argv, struct text *reply)
{
    int code = do_fact(w, (char *[]){"fact", argv[1], NULL}, reply);
    if (code != GO_ON)
        return code;
    const char *digits = reply->data + (*reply->data == '-');
    size_t size = strspn(digits, "0123456789");
    if (size > 0 && size < 18 && digits[size] == '\0' &&
        (*digits != '0' || size == 1))
        return GO_ON;
    fail(w, "a whole number", "%s=%s", argv[1], reply->data);
    show_output(w);
    return FAILED;
}

/* ---- what the kernel says ---- */

/* row SHMID FIELD=VALUE...: its line of the kernel's table */
static int do_row(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    struct row row;
    struct text expected = {NULL, 0};
    if (!table_find((int)strtol(argv[1], NULL, 10), &row)) {
        text_printf(&expected, "segment %s to exist", argv[1]);
        fail(w, expected.data, "no such line in /proc/sysvipc/shm");
        show_output(w);
        free(expected.data);
        return FAILED;
    }
    for (char **word = argv + 2; *word != NULL; word++) {
        struct text field = {NULL, 0};
        size_t name = strcspn(*word, "=") + 1;
        bool perms = strncmp(*word, "mode=", name) == 0;
        if (strncmp(*word, "key=", name) == 0)
            text_printf(&field, "key=0x%08x", (unsigned)row.key);
        else if (strncmp(*word, "bytes=", name) == 0)
            text_printf(&field, "bytes=%lu", row.bytes);
        else if (perms)
            text_printf(&field, "mode=%04o", row.perms & 0777);
        else if (strncmp(*word, "nattch=", name) == 0)
            text_printf(&field, "nattch=%lu", row.nattch);
        else if (strncmp(*word, "uid=", name) == 0)
            text_printf(&field, "uid=%u", row.uid);
        else if (strncmp(*word, "gid=", name) == 0)
            text_printf(&field, "gid=%u", row.gid);
        else if (strncmp(*word, "resident=", name) == 0)
            text_printf(&field, "resident=%lu", row.resident);
        else if (strncmp(*word, "dest=", name) == 0)
            text_printf(&field, "dest=%s", row.perms & 01000 ? "yes" : "no");
        else if (strncmp(*word, "locked=", name) == 0)
            text_printf(&field, "locked=%s", row.perms & 02000 ? "yes" : "no");
        else
            return broken(w, "row: %s?", *word);
        bool same = strcmp(field.data, *word) == 0;
        if (!same) {
            text_printf(&expected, "the kernel to have %s for segment %s",
                        *word, argv[1]);
            fail(w, expected.data, "%s", field.data);
            show_output(w);
            free(expected.data);
        }
        free(field.data);
        if (!same)
            return FAILED;
    }
    return GO_ON;
}

/* owner SHMID: uid and gid as the kernel has them, for a comparison */
static int do_owner(struct warden *w, char **argv, struct text *reply)
{
    struct row row;
    if (!table_find((int)strtol(argv[1], NULL, 10), &row))
        return do_row(w, argv, reply);
    text_printf(reply, "%u:%u", row.uid, row.gid);
    return GO_ON;
}

/* find KEY: the id of the segment with this key, in the kernel's table */
static int do_find(struct warden *w, char **argv, struct text *reply)
{
    static struct row rows[ROWS_MAX];
    int n = table_rows("shm", rows, ROWS_MAX);
    for (int i = 0; i < n; i++) {
        if (rows[i].key == (int)strtoul(argv[1], NULL, 0)) {
            text_printf(reply, "%d", rows[i].id);
            return GO_ON;
        }
    }
    struct text expected = {NULL, 0};
    text_printf(&expected, "a segment with key %s in the kernel's table",
                argv[1]);
    fail(w, expected.data, "%s", n == 0 ? "no segment at all" : "none");
    show_output(w);
    free(expected.data);
    return FAILED;
}

static int do_gone(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    struct row row;
    if (!table_find((int)strtol(argv[1], NULL, 10), &row))
        return GO_ON;
    struct text expected = {NULL, 0};
    text_printf(&expected, "segment %s to be gone", argv[1]);
    fail(w, expected.data, "it is still there, nattch %lu, %s", row.nattch,
         row.perms & 01000 ? "marked dest" : "not marked for removal");
    show_output(w);
    free(expected.data);
    return FAILED;
}

/* Compare bytes of a segment with what they should be. */
static int compare(struct warden *w, int id, size_t offset, const char *want,
                   size_t size, const char *expected)
{
    struct row row;
    struct given *g = NULL;
    for (int i = 0; i < w->n_given; i++)
        if (w->given[i].id == id)
            g = &w->given[i];
    char *at = g != NULL && g->held != NULL ? g->held : attach(id, SHM_RDONLY);
    if (at == NULL) {
        fail(w, expected, "segment %d cannot be looked at: %s", id,
             table_find(id, &row) ? strerror(errno) : "it is gone");
        show_output(w);
        return FAILED;
    }
    size_t i = 0;
    while (i < size && at[offset + i] == want[i])
        i++;
    if (i < size) {
        struct text saw = {NULL, 0}, there = {NULL, 0};
        size_t from = i < 8 ? 0 : i - 8, rest = size - from;
        text_printf(&there, "%s", expected);
        if (i >= 40) { /* too far on to be seen in what is expected */
            text_printf(&there, ", from byte %zu on ", offset + from);
            text_quote(&there, want + from, rest < 40 ? rest : 40, 40);
        }
        text_quote(&saw, at + offset + from, rest < 40 ? rest : 40, 40);
        fail(w, there.data, "from byte %zu on %s", offset + from, saw.data);
        show_output(w);
        free(saw.data);
        free(there.data);
    }
    if (g == NULL || at != g->held)
        shmdt(at);
    return i == size ? GO_ON : FAILED;
}

/* holds SHMID OFFSET TEXT */
static int do_holds(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    int id = (int)strtol(argv[1], NULL, 10);
    size_t offset = strtoul(argv[2], NULL, 10);
    struct text want = text_unquote(argv[3]), expected = {NULL, 0};
    text_printf(&expected, "segment %d to have at byte %zu ", id, offset);
    text_quote(&expected, want.data, want.size, 60);
    int code = compare(w, id, offset, want.data, want.size, expected.data);
    free(want.data);
    free(expected.data);
    return code;
}

/* zeros SHMID FROM: nothing but zeros from there to the segment's end */
static int do_zeros(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    struct given *g = given(w, argv[1]);
    size_t from = strtoul(argv[2], NULL, 10);
    char *zeros =
        g != NULL && from <= g->bytes ? calloc(1, g->bytes - from + 1) : NULL;
    if (zeros == NULL)
        return broken(w, "zeros %s %s", argv[1], argv[2]);
    int code = compare(w, g->id, from, zeros, g->bytes - from,
                       "nothing but zeros behind the text");
    free(zeros);
    return code;
}

/* unchanged SHMID: every byte as the check left it, and the slack behind it */
static int do_unchanged(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    struct given *g = given(w, argv[1]);
    if (g == NULL || g->image == NULL)
        return broken(w, "unchanged %s", argv[1]);
    return compare(w, g->id, 0, g->image, g->whole,
                   "not a byte of the segment to change");
}

/* inside SHMID: nothing was written behind the end, where no fault tells */
static int do_inside(struct warden *w, char **argv, struct text *reply)
{
    (void)reply;
    struct given *g = given(w, argv[1]);
    if (g == NULL || g->image == NULL)
        return broken(w, "inside %s", argv[1]);
    return compare(w, g->id, g->bytes, g->image + g->bytes, g->whole - g->bytes,
                   "nothing written behind the segment's last byte");
}

/* mapped SHMID read|write: the running program has it so; it=address */
static int do_mapped(struct warden *w, char **argv, struct text *reply)
{
    char rights[5] = "";
    unsigned long address = 0;
    int id = (int)strtol(argv[1], NULL, 10);
    bool write = strcmp(argv[2], "write") == 0;
    bool there = map_of(current(w)->shared->pid, id, &address, rights);
    if (there && rights[0] == 'r' && (rights[1] == 'w') == write) {
        text_printf(reply, "0x%lx", address);
        return GO_ON;
    }
    fail(w,
         write ? "the segment attached to read and write (/proc/PID/maps)"
               : "the segment attached to read only (/proc/PID/maps)",
         "%s", there ? rights : "it is not attached");
    show_output(w);
    return FAILED;
}

/* Did some traced run of this check get that id from shmget or semget? */
enum { ANY_ID = -1 };
static bool seen_made(const struct warden *w, const char *call, int id)
{
    enum { ALL_CALLS = 16 * CALLS_MAX };
    static struct call calls[ALL_CALLS];
    int n = trace_read(&w->log, true, calls, ALL_CALLS);
    for (int i = 0; i < n; i++)
        if (strcmp(calls[i].name, call) == 0 && calls[i].result != -1 &&
            (id == ANY_ID || calls[i].result == id))
            return true;
    return false;
}

/* Did a program of this check make that object?  With a namespace of our own:
   surely, if the check did not.  Without one other people's objects come and
   go: then it must be new, and the interposer must have seen its making; of a
   segment the kernel names the maker, too. */
static bool left_by_us(const struct warden *w, int table, const struct row *row)
{
    for (int g = 0; table == 0 && g < w->n_given; g++)
        if (w->given[g].id == row->id)
            return false;
    if (mode.namespaces)
        return true;
    for (int b = 0; b < w->n_before[table]; b++)
        if (w->before[table][b] == row->id)
            return false;
    for (int i = 0; table == 0 && i < w->n_pids; i++)
        if (row->cpid > 0 && w->pids[i] == row->cpid)
            return true;
    return table < 2 && seen_made(w, table == 0 ? "shmget" : "semget", row->id);
}

/* leaves_nothing: no object but the check's own, no process */
static int do_leaves_nothing(struct warden *w, char **argv, struct text *reply)
{
    (void)argv, (void)reply;
    static const char *const tables[] = {"shm", "sem", "msg"};
    static const char *const kinds[] = {"segment", "semaphore set",
                                        "message queue"};
    static const char *const expected =
        "no IPC object and no process left behind";
    for (int t = 0; t < 3; t++) {
        static struct row rows[ROWS_MAX];
        int n = table_rows(tables[t], rows, ROWS_MAX);
        for (int i = 0; i < n; i++) {
            if (!left_by_us(w, t, &rows[i]))
                continue;
            fail(w, expected, "%s %d, key 0x%08x", kinds[t], rows[i].id,
                 (unsigned)rows[i].key);
            if (t == 0)
                text_printf(&w->result->saw, ", %lu bytes, made by process %d",
                            rows[i].bytes, rows[i].cpid);
            show_output(w);
            return FAILED;
        }
    }
    for (int i = 0; i < w->n_runs; i++) {
        if (w->runs[i].shared != NULL && w->runs[i].shared->left) {
            fail(w, expected, "a process of %s that outlived it",
                 w->runs[i].name);
            show_output(w);
            return FAILED;
        }
    }
    return GO_ON;
}

/* How many semaphore sets do the programs have now?  -1 where that cannot be
   seen: of a static program, without namespaces. */
static int sets_made(const struct warden *w)
{
    static struct row rows[ROWS_MAX];
    int n = table_rows("sem", rows, ROWS_MAX), made = 0;
    for (int i = 0; i < n; i++)
        made += left_by_us(w, 1, &rows[i]);
    return mode.namespaces || seen_made(w, "semget", ANY_ID) ? made : -1;
}

/* sets: it=how many semaphore sets the programs have; unknown */
static int do_sets(struct warden *w, char **argv, struct text *reply)
{
    (void)argv;
    int made = sets_made(w);
    if (made == -1)
        text_printf(reply, "unknown");
    else
        text_printf(reply, "%d", made);
    return GO_ON;
}

/* ---- what the interposer saw ---- */

static int traced_calls(struct warden *w, struct call *calls)
{
    return w->traced ? trace_read(&w->log, false, calls, CALLS_MAX) : 0;
}

/* calls: the calls of the program itself that succeeded, each once, as words
   for `with fault`; "none" where none could be seen (a static program) */
static int do_calls(struct warden *w, char **argv, struct text *reply)
{
    static struct call calls[CALLS_MAX];
    int n = traced_calls(w, calls);
    (void)argv;
    for (int i = 0; i < n; i++)
        if (calls[i].pid == calls[0].pid && calls[i].result != -1 &&
            strcmp(calls[i].name, "start") != 0 &&
            strcmp(calls[i].name, "exit") != 0)
            text_printf(reply, "%s%s:%d", reply->size > 0 ? " " : "",
                        calls[i].kind, calls[i].nth);
    if (reply->size == 0)
        text_printf(reply, "none");
    return GO_ON;
}

/* undo: it=even, or it=open: it may grow, or could not be seen */
static int do_undo(struct warden *w, char **argv, struct text *reply)
{
    static struct call calls[CALLS_MAX];
    int n = traced_calls(w, calls);
    (void)argv;
    text_printf(reply, "%s", undo_is_even(calls, n) ? "even" : "open");
    return GO_ON;
}

/* detaches: what the program attached it has detached, itself, by shmdt */
static int do_detaches(struct warden *w, char **argv, struct text *reply)
{
    static struct call calls[CALLS_MAX];
    int n = traced_calls(w, calls);
    (void)argv, (void)reply;
    for (int i = 0; i < n; i++) {
        if (strcmp(calls[i].name, "shmat") != 0 || calls[i].result == -1)
            continue;
        bool detached = false;
        for (int k = i + 1; k < n; k++)
            detached =
                detached ||
                (strcmp(calls[k].name, "shmdt") == 0 && calls[k].result == 0 &&
                 calls[k].pid == calls[i].pid &&
                 strtol(calls[k].arguments, NULL, 10) == calls[i].result);
        if (!detached) {
            fail(w, "an shmdt() for each address that shmat() gave",
                 "none for 0x%lx", (unsigned long)calls[i].result);
            return FAILED;
        }
    }
    return GO_ON;
}

/* ---- the table ---- */

static const struct {
    const char *name;
    int words; /* at least, with the verb itself */
    bool setting_up;
    int (*carry_out)(struct warden *, char **, struct text *);
} verbs[] = {
    {"claim", 3, true, do_claim},
    {"because", 2, true, do_because},
    {"see", 2, true, do_see},
    {"random", 3, false, do_random},
    {"word", 2, false, do_word},
    {"pages", 2, false, do_pages},
    {"fail", 3, false, do_fail},
    {"expecting", 2, false, do_expecting},
    {"skip", 2, false, do_skip},
    {"needs", 3, false, do_needs},
    {"key", 3, false, do_key},
    {"segment", 2, false, do_segment},
    {"put", 4, false, do_put},
    {"touch_pages", 3, false, do_touch},
    {"hold", 2, false, do_hold},
    {"release", 2, false, do_release},
    {"remove", 2, false, do_remove},
    {"lock", 2, false, do_lock},
    {"kernel", 3, false, do_kernel},
    {"with", 2, false, do_with},
    {"run", 2, false, do_run},
    {"start", 2, false, do_start},
    {"step", 3, false, do_step},
    {"await", 2, false, do_await},
    {"back", 1, false, do_back},
    {"finish", 1, false, do_finish},
    {"wait_for_end", 1, false, do_wait},
    {"running", 1, false, do_running},
    {"interrupt", 1, false, do_interrupt},
    {"kill_holder", 1, false, do_kill_holder},
    {"exits", 2, false, do_exits},
    {"says", 2, false, do_says},
    {"complains", 1, false, do_complains},
    {"has", 2, false, do_has},
    {"lacks", 2, false, do_has},
    {"silent", 1, false, do_silent},
    {"prints", 2, false, do_prints},
    {"facts", 1, false, do_facts},
    {"fact", 2, false, do_fact},
    {"low_bits", 4, false, do_low_bits},
    {"count", 2, false, do_count},
    {"row", 2, false, do_row},
    {"owner", 2, false, do_owner},
    {"find", 2, false, do_find},
    {"gone", 2, false, do_gone},
    {"holds", 4, false, do_holds},
    {"zeros", 3, false, do_zeros},
    {"unchanged", 2, false, do_unchanged},
    {"inside", 2, false, do_inside},
    {"mapped", 3, false, do_mapped},
    {"leaves_nothing", 1, false, do_leaves_nothing},
    {"sets", 1, false, do_sets},
    {"calls", 1, false, do_calls},
    {"undo", 1, false, do_undo},
    {"detaches", 1, false, do_detaches},
};

int verb_do(struct warden *w, int argc, char *argv[], struct text *reply)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(verbs[i].name, argv[0]) != 0)
            continue;
        if (argc < verbs[i].words)
            return broken(w, "%s: too few words", argv[0]);
        if (w->list && !verbs[i].setting_up) {
            w->result->verdict = PASS;
            return END_HERE;
        }
        size_t said = w->instead.size;
        int code = verbs[i].carry_out(w, argv, reply);
        if (said > 0)
            w->instead.size = 0; /* it was for this one verb */
        if (code == FAILED && w->traced) {
            static struct call calls[CALLS_MAX];
            trace_draw(&w->result->timeline, calls, traced_calls(w, calls), 16);
        }
        return code;
    }
    return broken(w, "%s: no such verb", argv[0]);
}

/* Whatever the check made or started and has not seen to its end. */
void verbs_clean(struct warden *w)
{
    for (int i = 0; i < w->n_runs; i++)
        cage_forget(&w->runs[i]);
    cage_close_all();
    if (!mode.namespaces)
        cage_sweep(NULL, 0);
    for (int i = 0; i < w->n_given; i++) {
        if (w->given[i].held != NULL)
            shmdt(w->given[i].held);
        free(w->given[i].image);
        shmctl(w->given[i].id, IPC_RMID, NULL);
    }
    if (mode.namespaces)
        return;

    /* Without a namespace that goes with us we must remove what the programs
       left, and nothing that may be somebody else's. */
    static const char *const tables[] = {"shm", "sem"};
    for (int t = 0; t < 2; t++) {
        static struct row rows[ROWS_MAX];
        int n = table_rows(tables[t], rows, ROWS_MAX);
        for (int i = 0; i < n; i++) {
            if (!left_by_us(w, t, &rows[i]))
                continue;
            if (t == 0)
                shmctl(rows[i].id, IPC_RMID, NULL);
            else
                semctl(rows[i].id, 0, IPC_RMID);
        }
    }
}
