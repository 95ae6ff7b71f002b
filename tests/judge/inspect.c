/* inspect.c - judge -i: look at any program that uses System V IPC.
 *
 * It runs once as it is: what it calls, what it leaves.  Then once for each of
 * the calls that succeeded, with that call failing: does the program crash,
 * hang, go on as if nothing had happened, leak, or tell of the error?  Each
 * run has an IPC namespace of its own and a cage.
 */
#define _GNU_SOURCE
#include "judge.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CALLS_MAX = 400, FAULTS_MAX = 40 };

/* What one run came to, in memory that the run's process shares with us. */
struct outcome {
    bool started, timed_out, left_process;
    int wstatus, out_size, err_size;
    int shm, sem, msg; /* objects left */
    char first_words[200], leak[200], out[600];
    struct call calls[CALLS_MAX];
    int n_calls;
};

/* What is inspected. */
struct task {
    const char *before;   /* a command that runs first, or NULL */
    char *argv[ARGS_MAX]; /* argv[0]: a path */
    int folder;           /* where: a descriptor */
};

static int leaked(const char *table, struct row *rows)
{
    int n = table_rows(table, rows, ROWS_MAX);
    return n < 0 ? 0 : n;
}

/* The objects that were there before the program, and its forerunner. */
struct before {
    struct row shm[ROWS_MAX], sem[ROWS_MAX];
    int n_shm, n_sem;
};

static bool was_there(const struct row *rows, int n, int id)
{
    for (int i = 0; i < n; i++)
        if (rows[i].id == id)
            return true;
    return false;
}

/* Without a namespace that takes it along: what was made here goes.  What was
   there stays, and so does what is new and of somebody else: of a segment the
   kernel says who made it, of a set we know who asked for one. */
static void remove_made(const struct before *b, const struct log *logs)
{
    static struct call calls[CALLS_MAX];
    for (int l = 0; l < 2; l++) {
        int n = trace_read(&logs[l], true, calls, CALLS_MAX);
        for (int i = 0; i < n; i++) {
            int id = (int)calls[i].result;
            bool makes = strstr(calls[i].arguments, "IPC_CREAT") != NULL ||
                         strncmp(calls[i].arguments, "0x00000000", 10) == 0;
            struct row row;
            if (strcmp(calls[i].name, "shmget") == 0 &&
                !was_there(b->shm, b->n_shm, id) && table_find(id, &row) &&
                row.cpid == calls[i].pid)
                shmctl(id, IPC_RMID, NULL);
            if (strcmp(calls[i].name, "semget") == 0 && id != -1 &&
                !was_there(b->sem, b->n_sem, id) && makes)
                semctl(id, 0, IPC_RMID);
        }
    }
}

static void first_line(char *to, size_t size, const struct text *text)
{
    struct text quoted = {NULL, 0};
    size_t length = strcspn(text->data, "\n");
    text_quote(&quoted, text->data, length, size - 60);
    snprintf(to, size, "%s", quoted.data);
    free(quoted.data);
}

/* Wait for the command that comes first; one that does not end, or not before
   a Ctrl-C, is ended. */
static bool comes_to_its_end(pid_t pid)
{
    const int stops[] = {SIGINT, SIGTERM, SIGHUP};
    bool told = pid == -1;
    for (int ms = 0; !told && ms < mode.seconds * 1000; ms++) {
        if (waitpid(pid, NULL, WNOHANG) != 0)
            return true;
        sigset_t waiting;
        sigpending(&waiting);
        for (int i = 0; i < 3; i++)
            told = told || sigismember(&waiting, stops[i]) == 1;
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    if (pid > 0) {
        kill(-pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
    return false;
}

/* In a process of its own: one run, with this fault or without. */
static void one_run(const struct task *task, int nth, const char *fault,
                    struct outcome *o)
{
    static struct row rows[ROWS_MAX];
    struct text complaint = {NULL, 0};
    static struct before there;
    int sem_before = 0, msg_before = 0;
    pid_t first = 0;
    if (!warden_enter(nth, &complaint)) {
        warnx("%s", complaint.data);
        return;
    }
    there.n_shm = leaked("shm", there.shm);
    there.n_sem = leaked("sem", there.sem);
    int rows_before = mode.namespaces ? 0 : leaked("shm", rows);
    static struct warden w;
    struct setup setup = {.memlock = -1, .in_folder = task->folder};
    char folder[4096], *preload = NULL, *log = NULL;
    struct log logs[2] = {{0, 0}};
    if (getcwd(folder, sizeof folder) == NULL ||
        !log_open(&logs[0], "before") || !log_open(&logs[1], "trace") ||
        asprintf(&preload, "LD_PRELOAD=%s", room_interposer()) == -1 ||
        asprintf(&log, "SHM_LABS_TRACE=%s/before", folder) == -1)
        return;
    if (task->before != NULL) {
        fflush(NULL);
        first = fork();
        if (first == 0) {
            sigset_t none;
            sigemptyset(&none);
            sigprocmask(SIG_SETMASK, &none, NULL);
            signal(SIGPIPE, SIG_DFL);
            setpgid(0, 0);
            prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
            dup2(open("/dev/null", O_RDWR), 0);
            dup2(0, 1);
            dup2(0, 2);
            if (!mode.namespaces)
                putenv(preload), putenv(log);
            if (fchdir(task->folder) == 0 && (!mode.reserve || mode_drop()))
                execl("/bin/sh", "sh", "-c", task->before, (char *)NULL);
            _exit(127);
        }
        if (!comes_to_its_end(first) && fault == NULL)
            warnx("-b: still running after %g s, and ended: %s", mode.seconds,
                  task->before);
        rows_before = leaked("shm", rows);
        sem_before = leaked("sem", rows);
        msg_before = leaked("msg", rows);
    }
    setup.settings[0] = preload;
    if (asprintf(&setup.settings[1], "SHM_LABS_TRACE=%s/trace", folder) == -1 ||
        (fault != NULL &&
         asprintf(&setup.settings[2], "SHM_LABS_FAULT=%s", fault) == -1))
        return;
    struct run run;
    if (cage_start(&run, task->argv, &setup, &complaint)) {
        warden_finish(&w, &run, mode.seconds);
        o->started = run.shared->failure == 0;
        o->timed_out = run.timed_out;
        o->wstatus = run.shared->wstatus;
        o->left_process = run.shared->left;
        struct text out = cage_output(run.out), err = cage_output(run.err);
        o->out_size = (int)out.size;
        o->err_size = (int)err.size;
        first_line(o->first_words, sizeof o->first_words,
                   err.size > 0 ? &err : &out);
        struct text quoted = {NULL, 0};
        text_quote(&quoted, out.data, out.size, 400);
        snprintf(o->out, sizeof o->out, "%s", quoted.data);
        o->n_calls = trace_read(&logs[1], true, o->calls, CALLS_MAX);
        cage_forget(&run);
        int n = leaked("shm", rows);
        if (n > rows_before)
            snprintf(o->leak, sizeof o->leak,
                     "segment %d, key 0x%08x, %lu bytes, nattch %lu",
                     rows[n - 1].id, (unsigned)rows[n - 1].key,
                     rows[n - 1].bytes, rows[n - 1].nattch);
        o->shm = n - rows_before;
        o->sem = mode.namespaces ? leaked("sem", rows) - sem_before : 0;
        o->msg = mode.namespaces ? leaked("msg", rows) - msg_before : 0;
    } else {
        warnx("%s", complaint.data);
    }
    cage_close_all();
    if (first > 0)
        kill(-first, SIGKILL); /* what it has left in the background */
    if (!mode.namespaces)
        remove_made(&there, logs);
    warden_leave();
}

static struct outcome *try(const struct task *task, const char *fault)
{
    static int nth;
    struct outcome *o = mmap(NULL, sizeof *o, PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (o == MAP_FAILED)
        err(3, "mmap");
    fflush(stdout);
    pid_t pid = fork();
    nth++;
    if (pid == -1)
        err(3, "fork");
    if (pid == 0) {
        one_run(task, nth, fault, o);
        _exit(0);
    }
    while (waitpid(pid, NULL, 0) == -1 && errno == EINTR)
        continue;
    return o;
}

/* As much of it as there is room for, and a mark if that is not all. */
static void cut(char *to, size_t size, const char *text)
{
    snprintf(to, size, "%.*s", (int)size - 1, text);
    if (strlen(text) >= size)
        snprintf(to + size - 4, 4, "...");
}

static void tell_end(const struct outcome *o)
{
    if (o->timed_out)
        printf("still running after %g s", mode.seconds);
    else if (WIFSIGNALED(o->wstatus))
        printf("killed by signal %d (%s)", WTERMSIG(o->wstatus),
               strsignal(WTERMSIG(o->wstatus)));
    else
        printf("exit %d", WEXITSTATUS(o->wstatus));
}

/* One word for what a program does about a failure; "" is as it should be. */
static const char *judge_fault(const struct outcome *o,
                               const struct outcome *well)
{
    if (o->timed_out) /* what runs on anyway goes on in spite of it */
        return well->timed_out ? "GOES ON" : "HANGS";
    if (WIFSIGNALED(o->wstatus))
        return "CRASHES";
    int expected = well->shm > 0 ? well->shm : 0; /* it may remove another's */
    if (o->shm > expected || o->sem > well->sem || o->msg > well->msg)
        return "LEAKS";
    /* One that fails anyway has only its words to tell that this is new. */
    if (WEXITSTATUS(o->wstatus) != 0 && o->err_size > 0 &&
        strcmp(o->first_words, well->first_words) != 0)
        return "";
    if (WEXITSTATUS(o->wstatus) == WEXITSTATUS(well->wstatus) &&
        o->err_size > well->err_size)
        return "WARNS ONLY";
    if (WEXITSTATUS(o->wstatus) == WEXITSTATUS(well->wstatus))
        return "GOES ON";
    if (o->err_size <= well->err_size && o->out_size <= well->out_size)
        return "SAYS NOTHING";
    return "";
}

/* ftok(3) failed, and what it returned was taken for a key. */
static bool used_no_key(const struct outcome *o)
{
    bool failed = false;
    for (int i = 0; i < o->n_calls; i++) {
        const struct call *c = &o->calls[i];
        failed = failed || (strcmp(c->name, "ftok") == 0 && c->result == -1);
        if (failed && strstr(c->name, "get") != NULL &&
            strncmp(c->arguments, "0xffffffff", 10) == 0)
            return true;
    }
    return false;
}

int inspect(const char *before, char *const argv[])
{
    char *path = realpath(argv[0], NULL), program[4096];
    if (path == NULL)
        err(3, "%s", argv[0]);
    snprintf(program, sizeof program, "%s", room_reach(path));
    struct task task = {
        before, {program}, open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (task.folder == -1)
        err(3, "this folder");
    for (int i = 1; argv[i] != NULL && i < ARGS_MAX - 1; i++)
        task.argv[i] = argv[i];

    struct outcome *well = try(&task, NULL);
    if (!well->started)
        errx(3, "%s cannot be run here", argv[0]);
    int findings = 0;
    printf("%s: ", argv[0]);
    tell_end(well);
    printf("%s\n", mode.namespaces ? "" : "   (no namespaces on this host)");
    if (well->out_size > 0)
        printf("  stdout    %s\n", well->out);
    if (well->n_calls == 0 && trace_is_due(program))
        errx(3,
             "the interposer was not loaded into %s (LD_PRELOAD), so that "
             "its calls cannot be seen",
             argv[0]);
    if (well->n_calls == 0) {
        printf("  No System V call was seen.  A static program, or one that\n"
               "  calls the kernel without libc, cannot be looked into.\n");
        return fflush(stdout) == 0 ? 0 : 3;
    }
    struct text timeline = {NULL, 0};
    trace_draw(&timeline, well->calls, well->n_calls, 40);
    printf("  timeline\n    ");
    for (char *c = timeline.data; *c != '\0'; c++) {
        putchar(*c);
        if (*c == '\n')
            printf("    ");
    }
    putchar('\n');
    if (well->shm + well->sem + well->msg > 0 || well->left_process) {
        findings++;
        printf("  LEAVES    ");
        if (well->shm > 0)
            printf("%d segment%s (%s) ", well->shm, well->shm > 1 ? "s" : "",
                   well->leak);
        if (well->sem > 0)
            printf("%d semaphore set%s ", well->sem, well->sem > 1 ? "s" : "");
        if (well->msg > 0)
            printf("%d message queue%s ", well->msg, well->msg > 1 ? "s" : "");
        if (well->left_process)
            printf("a process that goes on");
        printf("\n            (right, if %s)\n",
               well->timed_out ? "it removes that later: it was ended early"
                               : "others are to find it");
    }
    if (!well->timed_out && WIFSIGNALED(well->wstatus)) {
        findings++;
        printf("  CRASHES   with no call made to fail\n");
    }
    if (used_no_key(well)) {
        findings++;
        printf("  GOES ON   after ftok failed: its key is -1, which is that of "
               "every\n            program with this mistake\n");
    }
    printf("  when a call fails\n");
    int faults = 0;
    for (int i = 0; i < well->n_calls && faults < FAULTS_MAX; i++) {
        const struct call *c = &well->calls[i];
        if (c->result == -1 || c->pid != well->calls[0].pid ||
            strcmp(c->name, "start") == 0 || strcmp(c->name, "exit") == 0)
            continue;
        char fault[128], kind[64], label[64];
        int number = fault_errno(c->kind);
        snprintf(kind, sizeof kind, "%s", c->kind);
        if (strchr(kind, ':') != NULL)
            *strchr(kind, ':') = ' ';
        snprintf(fault, sizeof fault, "%s:%d:%d", kind, c->nth, number);
        snprintf(label, sizeof label, "%.40s%s", kind,
                 c->nth > 1 ? " again" : "");
        struct outcome *o = try(&task, fault);
        const char *finding = judge_fault(o, well);
        findings += *finding != '\0';
        char why[26], words_of_it[64];
        cut(why, sizeof why, strerror(number));
        printf("    %-21s %-25s %-13s", label, why,
               *finding != '\0' ? finding : "ok");
        tell_end(o);
        if (o->err_size > 0) {
            cut(words_of_it, sizeof words_of_it, o->first_words);
            printf("  %s", words_of_it);
        }
        putchar('\n');
        munmap(o, sizeof *o);
        faults++;
    }
    printf("  %d calls failed in turn, %d finding%s\n", faults, findings,
           findings == 1 ? "" : "s");
    return fflush(stdout) != 0 ? 3 : findings > 0 ? 1 : 0;
}
