/* cage.c - run one program under test so that it can hurt nobody but itself.
 *
 *     warden (root of its namespaces, or whoever we are)
 *       `- cage      new user and PID namespace; init of the latter
 *            `- program   an ordinary user without capabilities
 *
 * The program sees uid 1000 and has no capability, whoever started the judge:
 * what the kernel refuses to a learner it refuses here, too, for root as for
 * everybody.  If anything of it outlives it, the cage ends, and with it, by the
 * kernel's own hand, all that is left in its PID namespace.  If nothing does,
 * the cage is empty and takes the next program: to make one costs as much as a
 * program does.  What it is to run it reads from memory that it shares with the
 * warden, and their descriptors are one table.
 *
 * Where namespaces are not to be had (mode.namespaces is false) capabilities
 * are dropped by hand, and orphans are adopted (PR_SET_CHILD_SUBREAPER) and
 * killed one by one.
 */
#define _GNU_SOURCE
#include "judge.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* clone(2) as fork(2) with flags; its arguments' order is the machine's. */
static pid_t fork_with(unsigned long flags)
{
#if defined(__s390__) || defined(__CRIS__)
    return (pid_t)syscall(SYS_clone, 0, flags | SIGCHLD, 0, 0, 0);
#else
    return (pid_t)syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
#endif
}

static bool write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd == -1)
        return false;
    bool ok = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    close(fd);
    return ok;
}

/* ---- one system call that the kernel shall refuse ---- */

/* The kernel's binary interface, spelled out: musl brings no kernel headers.
   From linux/audit.h, linux/bpf_common.h, linux/filter.h, linux/seccomp.h. */
#if defined(__x86_64__)
#define THIS_ARCH 0xc000003eU
#elif defined(__aarch64__)
#define THIS_ARCH 0xc00000b7U
#elif defined(__riscv) && __riscv_xlen == 64
#define THIS_ARCH 0xc00000f3U
#endif
enum { LOAD_WORD = 0x20, JUMP_IF_EQUAL = 0x15, RETURN = 0x06 };
enum { OFFSET_NR = 0, OFFSET_ARCH = 4, OFFSET_ARG_0 = 16, OFFSET_ARG_1 = 24 };
enum { RETURN_ERRNO = 0x00050000, RETURN_ALLOW = 0x7fff0000 };
struct instruction {
    uint16_t code;
    uint8_t if_true, if_false; /* how many instructions to skip */
    uint32_t value;
};

/* word is CALL or CALL:CMD, name an errno's.  false: not on this machine. */
bool refusal_parse(const char *word, const char *name, struct setup *setup)
{
#if defined(THIS_ARCH) && defined(SYS_shmctl)
    static const struct {
        const char *word;
        int call, cmd;
    } calls[] = {
        {"shmget", SYS_shmget, -1},
        {"shmat", SYS_shmat, -1},
        {"shmdt", SYS_shmdt, -1},
        {"shmctl:IPC_RMID", SYS_shmctl, IPC_RMID},
        {"shmctl:IPC_SET", SYS_shmctl, IPC_SET},
        {"shmctl:IPC_STAT", SYS_shmctl, IPC_STAT},
        {"shmctl:SHM_LOCK", SYS_shmctl, SHM_LOCK},
        {"shmctl:SHM_UNLOCK", SYS_shmctl, SHM_UNLOCK},
        {"semget", SYS_semget, -1},
    };
    if (strcmp(word, "fork") == 0) { /* it has many names in the kernel */
        const int forks[] = {
            SYS_clone,
#ifdef SYS_clone3
            SYS_clone3,
#endif
#ifdef SYS_fork
            SYS_fork,
            SYS_vfork,
#endif
        };
        const int n = sizeof forks / sizeof *forks;
        for (int k = 0; k < CALLS_REFUSED; k++)
            setup->refused_calls[k] = k < n ? forks[k] : -1;
        setup->refused_cmd = -1;
        setup->refused_errno = errno_of(name);
        return setup->refused_errno != 0;
    }
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        if (strcmp(calls[i].word, word) == 0) {
            for (int k = 0; k < CALLS_REFUSED; k++)
                setup->refused_calls[k] = k == 0 ? calls[i].call : -1;
            setup->refused_cmd = calls[i].cmd;
            setup->refused_errno = errno_of(name);
            return setup->refused_errno != 0;
        }
    }
#endif
    (void)word, (void)name, (void)setup;
    return false;
}

#if defined(THIS_ARCH)
static int filter_calls(struct instruction *code, unsigned short size)
{
    struct {
        unsigned short size;
        struct instruction *code;
    } filter = {size, code};
    const int seccomp_mode_filter = 2;
    return prctl(PR_SET_SECCOMP, seccomp_mode_filter, &filter, 0, 0);
}
#endif

/* A filter in the kernel: it holds for static programs as well, and what the
   program finds in errno is what the kernel put there. */
static int refuse(const struct setup *setup)
{
#if defined(THIS_ARCH)
    struct instruction code[16];
    unsigned char n = 0, calls = 0;
    while (calls < CALLS_REFUSED && setup->refused_calls[calls] != -1)
        calls++;
    code[n++] = (struct instruction){LOAD_WORD, 0, 0, OFFSET_ARCH};
    code[n++] = (struct instruction){JUMP_IF_EQUAL, 1, 0, THIS_ARCH};
    code[n++] = (struct instruction){RETURN, 0, 0, RETURN_ALLOW};
    code[n++] = (struct instruction){LOAD_WORD, 0, 0, OFFSET_NR};
    for (unsigned char i = 0; i < calls; i++)
        code[n++] = (struct instruction){JUMP_IF_EQUAL, (uint8_t)(calls - i), 0,
                                         (uint32_t)setup->refused_calls[i]};
    code[n++] = (struct instruction){RETURN, 0, 0, RETURN_ALLOW};
    if (setup->refused_cmd != -1) {
        code[n++] = (struct instruction){LOAD_WORD, 0, 0, OFFSET_ARG_1};
        code[n++] = (struct instruction){JUMP_IF_EQUAL, 1, 0,
                                         (uint32_t)setup->refused_cmd};
        code[n++] = (struct instruction){RETURN, 0, 0, RETURN_ALLOW};
    }
    code[n++] = (struct instruction){
        RETURN, 0, 0, RETURN_ERRNO | (uint32_t)setup->refused_errno};
    return filter_calls(code, n);
#else
    (void)setup;
    return 0;
#endif
}

/* Without a namespace of its own kill(-1, ...), as of a fork that has failed,
   would reach all that its user runs: it is refused. */
static void spare_the_others(void)
{
#if defined(THIS_ARCH)
    struct instruction code[] = {
        {LOAD_WORD, 0, 0, OFFSET_ARCH},  {JUMP_IF_EQUAL, 0, 4, THIS_ARCH},
        {LOAD_WORD, 0, 0, OFFSET_NR},    {JUMP_IF_EQUAL, 0, 2, SYS_kill},
        {LOAD_WORD, 0, 0, OFFSET_ARG_0}, {JUMP_IF_EQUAL, 1, 0, (uint32_t)-1},
        {RETURN, 0, 0, RETURN_ALLOW},    {RETURN, 0, 0, RETURN_ERRNO | EPERM},
    };
    filter_calls(code, sizeof code / sizeof *code);
#endif
}

/* ---- the program's side ---- */

static void set_limits(const struct setup *setup)
{
    limit_lower(RLIMIT_CORE, 0);
    limit_lower(RLIMIT_FSIZE, OUTPUT_MAX);
    limit_lower(RLIMIT_NOFILE, 256);
    limit_lower(RLIMIT_CPU, 30);
    /* In a user namespace of its own the program starts from 0, and so does the
       uid that root becomes.  Elsewhere all that its user runs counts. */
    limit_lower(RLIMIT_NPROC, (uint64_t)mode.processes + 256);
    if (mode.memory > 0)
        limit_lower(RLIMIT_DATA, mode.memory);
    if (setup->memlock >= 0)
        limit_lower(RLIMIT_MEMLOCK, (uint64_t)setup->memlock);
}

void cage_path(char *path, size_t size, const char *name)
{
    bool whole = strchr(name, '/') != NULL;
    snprintf(path, size, "%s%s%s", whole ? "" : room_programs(),
             whole ? "" : "/", name);
}

/* What a cage is asked to run.  It was forked before that was known, so all of
   it lies here, and words by their offset. */
enum { WORDS_MAX = 4 << 20, ENV_MAX = SETTINGS_MAX + 10 };

struct request {
    struct shared_state state; /* the answer */
    int in, out, err;          /* descriptors */
    struct setup setup;        /* but for its pointers */
    size_t path, folder;       /* folder 0: none */
    size_t argv[ARGS_MAX + 1], env[ENV_MAX + 1];
    size_t used;
    char words[WORDS_MAX];
};

/* Offset 0 is no word.  false: it is all too long. */
static bool put_word(struct request *r, size_t *at, const char *word)
{
    size_t size = strlen(word) + 1;
    if (size > sizeof r->words - r->used)
        return false;
    memcpy(r->words + r->used, word, size);
    *at = r->used;
    r->used += size;
    return true;
}

static bool write_request(struct request *r, char *const argv[],
                          const struct setup *setup)
{
    char path[4096];
    int n = 0;
    memset(&r->state, 0, sizeof r->state);
    r->setup = *setup;
    r->used = 1;
    r->folder = 0;
    cage_path(path, sizeof path, argv[0]);
    bool ok = put_word(r, &r->path, path) &&
              (setup->folder == NULL || put_word(r, &r->folder, setup->folder));
    for (; ok && n < ARGS_MAX && argv[n] != NULL; n++)
        ok = put_word(r, &r->argv[n], argv[n]);
    r->argv[n] = 0;

    n = 0; /* settings first: getenv(3) finds the first */
    for (; ok && n < SETTINGS_MAX && setup->settings[n] != NULL; n++)
        ok = put_word(r, &r->env[n], setup->settings[n]);
    ok = ok && put_word(r, &r->env[n++], "PATH=/usr/bin:/bin") &&
         put_word(r, &r->env[n++], "LC_ALL=C");
    static const char *const passed[] = {
        "ASAN_OPTIONS=", "UBSAN_OPTIONS=", "TSAN_OPTIONS=",
        "LSAN_OPTIONS=", "HOME=",          "TMPDIR="};
    extern char **environ;
    for (char **e = environ; ok && *e != NULL; e++)
        for (size_t i = 0; i < sizeof passed / sizeof *passed; i++)
            if (strncmp(*e, passed[i], strlen(passed[i])) == 0 && n < ENV_MAX)
                ok = ok && put_word(r, &r->env[n++], *e);
    r->env[n] = 0;
    return ok;
}

/* What is to be stepped begins when the warden has it in its hands.  If the
   warden is no more nobody needs it. */
static bool may_begin(const struct request *r)
{
    enum { SECONDS = 60, NAPS = SECONDS * 20000 };
    for (int i = 0; r->setup.stepped && r->state.go == 0; i++) {
        if (i == NAPS)
            return false;
        nanosleep(&(struct timespec){0, 50000}, NULL);
    }
    return true;
}

static _Noreturn void program_main(struct request *r)
{
    const struct setup *setup = &r->setup;
    char pid[32] = "", *argv[ARGS_MAX + 1], *env[ENV_MAX + 1];
    setsid(); /* so that a Ctrl-C can be played to it and its workers */

    /* getpid() is the number in here; /proc was mounted out there. */
    if (readlink("/proc/self", pid, sizeof pid - 1) > 0)
        r->state.pid = (pid_t)strtol(pid, NULL, 10);

    set_limits(setup);
    if (setup->parallel)
        processors_all();
    bool ok = mode.user || mode.reserve || mode_drop();
    ok = ok && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         (r->folder == 0 || chdir(r->words + r->folder) == 0) &&
         (setup->in_folder == 0 || fchdir(setup->in_folder) == 0) &&
         /* Not one descriptor of ours may reach the program. */
         dup2(r->in, STDIN_FILENO) != -1 && dup2(r->out, STDOUT_FILENO) != -1 &&
         dup2(r->err, STDERR_FILENO) != -1;
    r->state.failure = ok ? 0 : errno;
#ifdef SYS_close_range
    if (syscall(SYS_close_range, 3U, ~0U, 0U) == -1)
#endif
        for (int fd = 3; fd < 1024; fd++)
            close(fd);

    /* What we, or who started us, ignore it shall not. */
    for (int signal_number = 1; signal_number < NSIG; signal_number++)
        signal(signal_number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);

    int n = 0;
    for (; r->argv[n] != 0; n++)
        argv[n] = r->words + r->argv[n];
    argv[n] = NULL;
    for (n = 0; r->env[n] != 0; n++)
        env[n] = r->words + r->env[n];
    env[n] = NULL;

    if (setup->out == 'c')
        close(STDOUT_FILENO);
    if (!mode.namespaces)
        spare_the_others();
    if (setup->refused_errno != 0 && refuse(setup) == -1)
        r->state.failure = errno;
    if (r->state.failure == 0 && setup->need != NULL)
        _exit(need_try(setup->need, setup->count, setup->bytes));
    if (r->state.failure == 0 && may_begin(r))
        execve(r->words + r->path, argv, env);
    if (r->state.failure == 0)
        r->state.failure = errno;
    _exit(127);
}

/* ---- the cage's side ---- */

/* Children of this process, by the kernel's list. */
static int children(pid_t of, pid_t *pids, int most)
{
    char path[64], word[4096];
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", of, of);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return 0;
    ssize_t size = read(fd, word, sizeof word - 1);
    close(fd);
    word[size > 0 ? size : 0] = '\0';
    int n = 0;
    for (char *at = word, *end; n < most; at = end) {
        long pid = strtol(at, &end, 10);
        if (end == at)
            break;
        pids[n++] = (pid_t)pid;
    }
    return n;
}

void cage_sweep(const pid_t *keep, int n_keep)
{
    for (int round = 0; round < 1000; round++) {
        pid_t pids[256];
        int strangers = 0, n = children(getpid(), pids, 256);
        for (int i = 0; i < n; i++) { /* whole process groups at once */
            bool ours = false;
            for (int k = 0; k < n_keep; k++)
                ours = ours || keep[k] == pids[i];
            pid_t group = getpgid(pids[i]);
            if (!ours && group > 1 && group != getpgrp())
                kill(-group, SIGKILL);
        }
        for (int i = 0; i < n; i++) {
            bool ours = false;
            for (int k = 0; k < n_keep; k++)
                ours = ours || keep[k] == pids[i];
            if (!ours) {
                strangers++;
                kill(pids[i], SIGKILL);
                waitpid(pids[i], NULL, 0);
            }
        }
        if (strangers == 0)
            return;
    }
}

/* Is anything left below us, once zombies are buried and `us` have passed?  On
   a busy machine a nap is longer than it should be. */
static bool left_after(long us)
{
    struct timespec began, t;
    clock_gettime(CLOCK_MONOTONIC, &began);
    for (long nap = 100, passed = 0;; nap += nap < 2000 ? nap : 0) {
        pid_t pid;
        while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
            continue;
        if (pid == -1)
            return false; /* ECHILD */
        if (passed >= us)
            return true;
        nanosleep(&(struct timespec){0, nap * 1000}, NULL);
        clock_gettime(CLOCK_MONOTONIC, &t);
        passed = (t.tv_sec - began.tv_sec) * 1000000 +
                 (t.tv_nsec - began.tv_nsec) / 1000;
    }
}

/* Run what is asked for.  false: something is left that only our end ends. */
static bool run_one(struct request *r)
{
    /* What it does before exec is small.  Without exec it needs memory. */
    pid_t program = r->setup.need == NULL ? vfork() : fork();
    if (program == 0)
        program_main(r);
    if (program == -1) {
        r->state.failure = errno;
        return false;
    }
    int wstatus;
    for (pid_t pid; (pid = waitpid(-1, &wstatus, 0)) != program;)
        if (pid == -1 && errno != EINTR)
            return false;
    r->state.wstatus = wstatus;
    r->state.ended = 1;
    r->state.left = left_after(r->setup.patient ? 3000000 : 300000);
    return !r->state.left;
}

static _Noreturn void cage_main(struct request *r, int go, int done)
{
    int number = mode.reserve && !mode_drop() ? errno : 0;
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); /* for step.c */
    if (mode.user) {
        write_file("/proc/self/setgroups", "deny");
        if (!write_file("/proc/self/uid_map", "1000 0 1") ||
            !write_file("/proc/self/gid_map", "1000 0 1"))
            number = errno;
    }
    if (!mode.namespaces)
        prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    for (char byte; read(go, &byte, 1) == 1;) {
        r->state.failure = number;
        if (number != 0)
            _exit(127);
        if (!run_one(r) || !mode.user || write(done, "", 1) != 1)
            break;
    }
    if (!mode.namespaces)
        cage_sweep(NULL, 0);
    _exit(0); /* and as init we take all that is left with us */
}

/* ---- the warden's side ---- */

struct cell {   /* a cage, and what joins us to it */
    pid_t init; /* 0: none */
    bool busy;
    int go[2], done[2]; /* pipes; a byte is a program */
    struct request *request;
};
static struct cell cells[16];

static void forget_cell(struct cell *cell)
{
    for (int i = 0; i < 2; i++) {
        if (cell->go[i] > 0)
            close(cell->go[i]);
        if (cell->done[i] > 0)
            close(cell->done[i]);
    }
    if (cell->request != NULL)
        munmap(cell->request, sizeof *cell->request);
    *cell = (struct cell){0};
}

/* One that is empty, or one that is not made yet. */
static struct cell *free_cell(void)
{
    struct cell *none = NULL;
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        if (cells[i].init != 0 && !cells[i].busy)
            return &cells[i];
        if (cells[i].init == 0 && none == NULL)
            none = &cells[i];
    }
    if (none == NULL) {
        errno = EAGAIN;
        return NULL;
    }
    none->request = mmap(NULL, sizeof *none->request, PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (none->request == MAP_FAILED)
        none->request = NULL;
    if (none->request == NULL || pipe2(none->go, O_CLOEXEC) == -1 ||
        pipe2(none->done, O_CLOEXEC | O_NONBLOCK) == -1) {
        int number = errno;
        forget_cell(none);
        errno = number;
        return NULL;
    }
    return none;
}

/* Make its cage, if it has none. */
static bool has_cage(struct cell *cell)
{
    unsigned long flags = CLONE_FILES;
    flags |= mode.namespaces ? CLONE_NEWPID : 0;
    flags |= mode.user ? CLONE_NEWUSER : 0;
    if (cell->init != 0)
        return true;
    mode_as_root(true);
    cell->init = fork_with(flags);
    if (cell->init == 0)
        cage_main(cell->request, cell->go[0], cell->done[1]);
    mode_as_root(false);
    if (cell->init != -1)
        return true;
    int number = errno;
    forget_cell(cell);
    errno = number;
    return false;
}

pid_t cage_ready(void)
{
    struct cell *cell = free_cell();
    return cell != NULL && has_cage(cell) ? cell->init : 0;
}

/* The run is over; what is known of it stays with it. */
static void part(struct run *run)
{
    struct shared_state *copy = malloc(sizeof *copy);
    if (copy == NULL)
        _exit(1);
    *copy = *run->shared;
    run->shared = copy;
    run->cage = 0;
    close(run->in);
    if (run->sink != run->out)
        close(run->sink);
    run->cell->busy = false;
}

bool cage_feed(struct run *run)
{
    enum { PIECE = 3000, PIECE_MAX = 48000 };
    int waiting;
    if (run->food.data == NULL || run->input == -1)
        return false;
    /* The next piece when the last one has been read: small ones first. */
    if (ioctl(run->input, FIONREAD, &waiting) == -1 || waiting > 0)
        return true;
    size_t rest = run->food.size - run->fed;
    size_t piece = run->fed < PIECE ? PIECE : run->fed;
    piece = piece < PIECE_MAX ? piece : PIECE_MAX;
    ssize_t n = write(run->input, run->food.data + run->fed,
                      rest < piece ? rest : piece);
    run->fed += n > 0 ? (size_t)n : 0;
    if (n != -1 && run->fed < run->food.size)
        return true;
    close(run->input);
    run->input = -1;
    return false;
}

bool cage_over(struct run *run)
{
    char byte;
    if (run->cage == 0)
        return true;
    bool empty = read(run->cell->done[0], &byte, 1) == 1;
    if (!empty && waitpid(run->cage, NULL, WNOHANG) == 0)
        return false;
    part(run);
    if (!empty)
        forget_cell(run->cell);
    return true;
}

int cage_descriptor(const struct run *run)
{
    return run->cell->done[0];
}

static bool no_cage(struct run *run, struct text *complaint)
{
    text_printf(complaint, "no cage for %s: %s", run->name, strerror(errno));
    return false;
}

/* Most likely it is the source that was given to us. */
static void no_program(const char *path, const char *name,
                       struct text *complaint)
{
    char source[4096 + 2];
    snprintf(source, sizeof source, "%s.c", path);
    bool there = access(path, F_OK) == 0;
    text_printf(
        complaint, "%s %s%s%s%s", there ? "no executable file" : "no program",
        name, programs != NULL ? " in " : "", programs != NULL ? programs : "",
        !there && access(source, F_OK) == 0
            ? ", only its source: compile it first"
        : there ? ": a source has to be compiled first"
                : "");
}

bool cage_start(struct run *run, char *const argv[], const struct setup *setup,
                struct text *complaint)
{
    memset(run, 0, sizeof *run);
    run->input = run->in = run->sink = -1;
    snprintf(run->name, sizeof run->name, "%s", argv[0]);
    char path[4096];
    cage_path(path, sizeof path, argv[0]);
    if (setup->need == NULL && access(path, X_OK) == -1) {
        no_program(path, argv[0], complaint);
        run->absent = true;
        return false;
    }

    run->out = memfd_create("stdout", MFD_CLOEXEC);
    run->err = memfd_create("stderr", MFD_CLOEXEC);
    int ends[2] = {-1, -1};
    run->sink = run->out;
    if (setup->held && pipe2(ends, O_CLOEXEC) == 0) {
        run->in = ends[0];
        run->input = ends[1];
    } else if (setup->has_input) {
        /* A pipe, as from another program: it has no size, and comes in
           pieces (cage_feed). */
        if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) == -1 ||
            fcntl(ends[0], F_SETFL, 0) == -1)
            return no_cage(run, complaint);
        run->in = ends[0];
        run->input = ends[1];
        text_add(&run->food, setup->input.data, setup->input.size);
    } else {
        run->in =
            open(setup->in == 'f' ? "/" : "/dev/null", O_RDONLY | O_CLOEXEC);
    }
    if (setup->out == 'f')
        run->sink = open("/dev/full", O_WRONLY | O_CLOEXEC);
    int broken[2] = {-1, -1};
    if (setup->out == 'b') { /* a pipe whose reader has gone */
        if (pipe2(broken, O_CLOEXEC) == 0)
            close(broken[0]);
        run->sink = broken[1];
    }
    if (run->err == -1 || run->in == -1 || run->sink == -1)
        return no_cage(run, complaint);
    struct cell *cell = free_cell();
    if (cell == NULL || !has_cage(cell))
        return no_cage(run, complaint);
    struct request *r = cell->request;
    r->in = run->in;
    r->out = run->sink;
    r->err = run->err;
    if (!write_request(r, argv, setup)) {
        errno = E2BIG;
        return no_cage(run, complaint);
    }

    run->counted = clock_now();
    run->cage_waited = waited_for(cell->init);
    if (write(cell->go[1], "", 1) != 1)
        return no_cage(run, complaint);
    cell->busy = true;
    run->cell = cell;
    run->cage = cell->init;
    run->shared = &r->state;
    return true;
}

/* Of all processes there are, how many descend from this one? */
static int descendants(pid_t of)
{
    enum { MOST = 1 << 15, PIDS = 1 << 22 }; /* proc(5), pid_max */
    static struct {
        pid_t pid, parent;
    } all[MOST];
    static bool ours[PIDS]; /* by pid */
    int n = 0, count = 0;
    DIR *proc = opendir("/proc");
    for (struct dirent *e; proc != NULL && n < MOST && (e = readdir(proc));) {
        char path[300], line[512];
        long pid = strtol(e->d_name, NULL, 10);
        snprintf(path, sizeof path, "/proc/%ld/stat", pid);
        int fd = pid > 0 ? open(path, O_RDONLY | O_CLOEXEC) : -1;
        ssize_t size = fd != -1 ? read(fd, line, sizeof line - 1) : 0;
        if (fd != -1)
            close(fd);
        line[size > 0 ? size : 0] = '\0';
        char *end = strrchr(line, ')'); /* of the name: pid (name) S ppid */
        if (end == NULL || strlen(end) < 5 || pid >= PIDS)
            continue;
        all[n].pid = (pid_t)pid;
        all[n++].parent = (pid_t)strtol(end + 4, NULL, 10);
    }
    if (proc != NULL)
        closedir(proc);
    ours[of] = true;
    for (bool more = true; more;) { /* twice, but where pids began anew */
        more = false;
        for (int i = 0; i < n; i++)
            if (!ours[all[i].pid] && ours[all[i].parent])
                ours[all[i].pid] = more = ++count > 0;
    }
    ours[of] = false;
    for (int i = 0; i < n; i++)
        ours[all[i].pid] = false;
    return count;
}

/* RLIMIT_NPROC keeps them from becoming more; this tells why they are not. */
bool cage_floods(struct run *run)
{
    enum { MANY = 192 }; /* three times the workers that a lab may have */
    if (run->cage == 0 || clock_now() < run->counted + 0.5)
        return false;
    run->counted = clock_now();
    return descendants(run->cage) > MANY;
}

static void kill_init(pid_t init)
{
    kill(init, SIGKILL);
    while (waitpid(init, NULL, 0) == -1 && errno == EINTR)
        continue;
}

void cage_strike(const struct run *run)
{
    if (run->cage == 0) /* kill(0, ...) would be for us */
        return;
    /* One call for all of the program's session but those that left it: faster
       than a fork bomb, which one kill at a time is not. */
    if (!mode.namespaces && run->shared->pid > 0)
        kill(-run->shared->pid, SIGKILL);
    kill(run->cage, SIGKILL);
}

void cage_kill(struct run *run)
{
    if (run->cage == 0)
        return;
    cage_strike(run);
    kill_init(run->cage);
    part(run);
    forget_cell(run->cell);
}

void cage_forget(struct run *run)
{
    cage_kill(run);
    if (run->input != -1)
        close(run->input);
    free(run->shared);
    free(run->food.data);
    close(run->out);
    close(run->err);
    memset(run, 0, sizeof *run);
    run->input = run->in = run->sink = -1;
}

void cage_close_all(void)
{
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        if (cells[i].init != 0)
            kill_init(cells[i].init);
        forget_cell(&cells[i]);
    }
}

struct text cage_output(int fd)
{
    struct text text = {NULL, 0};
    char buffer[4096];
    text_add(&text, "", 0);
    for (ssize_t n;
         text.size < OUTPUT_MAX &&
         (n = pread(fd, buffer, sizeof buffer, (off_t)text.size)) > 0;)
        text_add(&text, buffer, (size_t)n);
    return text;
}

static int below(pid_t pid, pid_t *pids, int most, int depth)
{
    int n = children(pid, pids, most), direct = n;
    for (int i = 0; i < direct && depth < 8; i++)
        n += below(pids[i], pids + n, most - n, depth + 1);
    return n;
}

int cage_workers(const struct run *run, pid_t *pids, int most)
{
    return run->cage == 0 || run->shared->pid == 0
               ? 0
               : below(run->shared->pid, pids, most, 0);
}
