/* main.c - judge a folder of programs by the rubric.
 *
 *     $ judge build/solutions tests/labs/03_attach_write/rubric.sh
 *     03_attach_write   10 of 10
 *     10 of 10 points: 10 checks passed.  Seed 1729, a namespace for each.
 *
 * Exit status: 0 every check that could be judged passed, 1 some did not,
 * 2 wrong usage, 3 nothing could be judged (what is missing is said).
 */
#define _GNU_SOURCE
#include "judge.h"

#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

const char *programs;

static const char help[] =
    "usage: judge [-lntvw] [-a COMMAND] [-c CHECK] [-j JOBS] [-o FILE] [-s "
    "SEED]\n"
    "             PROGRAMS RUBRIC...\n"
    "\n"
    "Judge the programs in the folder PROGRAMS by the checks in each RUBRIC.\n"
    "\n"
    "  -a COMMAND  what repeats a failure; in it %f is the folder, %l the "
    "lab,\n"
    "              %c the check and %s the seed\n"
    "  -c CHECK    only this one: its number or its name\n"
    "  -j JOBS     checks at a time (default: one for each processor)\n"
    "  -l          only list the checks: lab, number, name, points, claim\n"
    "  -n          no namespaces, as where the host forbids them\n"
    "  -o FILE     write the lines of -t to FILE as well\n"
    "  -s SEED     the seed of the random inputs (default: another each time)\n"
    "  -t          a line with tabs for each check: lab, number, name, "
    "points,\n"
    "              max, verdict (pass fail skip error), seed, claim, message\n"
    "  -v          name the checks that pass, too\n"
    "  -w          get ready, and begin when there is a line on standard "
    "input:\n"
    "              beside a compiler, say; if it ends without one, exit 3\n"
    "\n"
    "judge -i [-b COMMAND] PROGRAM [ARG...]: inspect any program with System "
    "V\n"
    "calls: what it calls, what it leaves, and what becomes of it when each "
    "call\n"
    "fails in turn.  COMMAND runs before it, each time, in the same "
    "namespace.\n"
    "\n"
    "Environment: JUDGE_SECONDS, how long a program may run (10); what it "
    "waits\n"
    "for a processor that others have does not count, up to half a minute;\n"
    "JUDGE_MEMORY, bytes of private memory it may use (536870912, 0 any).\n"
    "Exit status: 0 all passed, 1 some did not, 2 wrong usage, 3 cannot "
    "judge.\n";

static _Noreturn void usage(const char *problem)
{
    fprintf(stderr, "judge: %s\n%s", problem, help);
    exit(2);
}

/* ---- the checks of a rubric ---- */

enum { JOBS_MAX = 256 };

struct check {
    const char *rubric; /* absolute path */
    char lab[64], name[64];
    int number, lines;
    pid_t pid;
    int pipe;
    int slot; /* which of the jobs that run at a time it is; -1: not begun */
    int turn; /* to one that is ready and not begun: its slot */
    bool done;
    struct result result;
};

static struct check *checks;
static int n_checks;

/* A check is a function check_NAME() that begins a line of the rubric.  The lab
   has the name of the folder in which the rubric stands. */
static void read_rubric(const char *path)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        err(3, "%s", path);
    char line[512], *absolute = realpath(path, NULL);
    int number = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        char name[64];
        if (sscanf(line, "check_%59[a-z0-9_]() {", name) != 1) {
            if (number > 0)
                checks[n_checks - 1].lines++;
            continue;
        }
        checks = realloc(checks, (size_t)(n_checks + 1) * sizeof *checks);
        if (checks == NULL || absolute == NULL)
            err(3, "%s", path);
        struct check *c = &checks[n_checks++];
        *c = (struct check){.rubric = absolute, .number = ++number};
        char *room = strdup(absolute);
        snprintf(c->lab, sizeof c->lab, "%.60s", basename(dirname(room)));
        free(room);
        snprintf(c->name, sizeof c->name, "%s", name);
    }
    fclose(file);
    if (number == 0)
        errx(3, "%s: no check_NAME() function in it", path);
}

static bool wanted(const struct check *c, const char *only)
{
    return only == NULL || strcmp(only, c->name) == 0 ||
           strtol(only, NULL, 10) == c->number;
}

/* ---- from the warden to us ---- */

enum { FIELDS = 7 };

static struct text *fields(struct result *r, int i)
{
    struct text *all[FIELDS] = {&r->title,    &r->why, &r->where,   &r->did,
                                &r->expected, &r->saw, &r->timeline};
    return all[i];
}

/* A result fits into a pipe, so that its writer never waits for us. */
static void send_result(int fd, struct result *r)
{
    struct text whole = {NULL, 0};
    text_printf(&whole, "%d %d", r->verdict, r->points);
    text_add(&whole, "", 1);
    for (int i = 0; i < FIELDS; i++) {
        struct text *field = fields(r, i);
        size_t size = field->size < 4000 ? field->size : 4000;
        text_add(&whole, field->data != NULL ? field->data : "", size);
        text_add(&whole, "", 1);
    }
    for (size_t at = 0; at < whole.size;) {
        ssize_t n = write(fd, whole.data + at, whole.size - at);
        if (n <= 0)
            _exit(1);
        at += (size_t)n;
    }
}

static void receive_result(struct check *c)
{
    struct text whole = {NULL, 0};
    char piece[4096];
    text_add(&whole, "", 0);
    for (ssize_t n; (n = read(c->pipe, piece, sizeof piece)) > 0;)
        text_add(&whole, piece, (size_t)n);
    close(c->pipe);
    int verdict = ERROR;
    const char *at = whole.data, *end = whole.data + whole.size;
    if (sscanf(at, "%d %d", &verdict, &c->result.points) != 2)
        verdict = ERROR;
    c->result.verdict = (enum verdict)verdict;
    for (int i = 0; i < FIELDS && (at += strlen(at) + 1) < end; i++)
        text_printf(fields(&c->result, i), "%s", at);
    if (whole.size == 0)
        text_printf(&c->result.saw, "the judge of this check died");
    free(whole.data);
    c->done = true;
}

/* What every check of this run has in common. */
struct terms {
    const char *verbs;
    uint64_t seed;
    bool list;
    char *const *rubrics;
    int n_rubrics;
};

/* slot -1: it gets ready, and waits for its turn. */
static void begin(struct check *c, int slot, const struct terms *terms)
{
    int ends[2], turn[2] = {-1, -1};
    fflush(stdout);
    if (pipe2(ends, O_CLOEXEC) == -1)
        err(3, "pipe");
    if (slot == -1 &&
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, turn) == -1)
        err(3, "socketpair");
    c->pid = fork();
    if (c->pid == -1)
        err(3, "fork");
    if (c->pid == 0) {
        if (slot != -1)
            processor_keep(0, slot);
        else
            close(turn[1]); /* or it would never learn that we have died */
        warden_main((int)(c - checks), terms->verbs, c->rubric, c->lab, c->name,
                    terms->seed, terms->list, turn[0], &c->result);
        send_result(ends[1], &c->result);
        _exit(0);
    }
    close(ends[1]);
    if (slot == -1)
        close(turn[0]);
    c->pipe = ends[0];
    c->turn = turn[1];
    c->slot = slot;
}

/* Its turn has come.  Should it have died meanwhile, we learn so by SIGCHLD. */
static void give_turn(struct check *c, int slot)
{
    c->slot = slot;
    send(c->turn, &slot, sizeof slot, MSG_NOSIGNAL);
    close(c->turn);
}

/* ---- on paper ---- */

static const char *const verdicts[] = {"pass", "fail", "skip", "error"};

static void print_tsv_field(FILE *to, const char *text)
{
    for (; text != NULL && *text != '\0'; text++) {
        if (*text == '\n')
            fputs("; ", to);
        else
            putc(*text == '\t' ? ' ' : *text, to);
    }
}

static int points_of(const struct check *c)
{
    return c->result.verdict == PASS ? c->result.points : 0;
}

/* What cannot be judged on this machine counts neither way. */
static int max_of(const struct check *c)
{
    return c->result.verdict == SKIP ? 0 : c->result.points;
}

static void print_tsv(FILE *to, const struct check *c, uint64_t seed)
{
    const struct result *r = &c->result;
    fprintf(to, "%s\t%d\t%s\t%d\t%d\t%s\t%llu\t", c->lab, c->number, c->name,
            points_of(c), max_of(c), verdicts[r->verdict],
            (unsigned long long)seed);
    print_tsv_field(to, r->title.data);
    putc('\t', to);
    if (r->verdict == FAIL || r->verdict == ERROR) {
        fprintf(to, "expected ");
        print_tsv_field(to, r->expected.data);
        fprintf(to, "; saw ");
    }
    print_tsv_field(to, r->saw.data);
    putc('\n', to);
}

/* -a: %f %l %c %s in it are folder, lab, check and seed. */
static void print_again(const char *again, const struct check *c, uint64_t seed)
{
    struct text words = {NULL, 0};
    for (; *again != '\0'; again++) {
        if (*again != '%' || again[1] == '\0')
            text_add(&words, again, 1);
        else if (*++again == 'f')
            text_shell(&words, programs);
        else if (*again == 'l')
            text_printf(&words, "%.2s", c->lab);
        else if (*again == 'c')
            text_printf(&words, "%d", c->number);
        else if (*again == 's')
            text_printf(&words, "%llu", (unsigned long long)seed);
        else
            text_add(&words, again, 1);
    }
    printf("  %-10s%s\n", "again", words.data);
    free(words.data);
}

static void print_field(const char *name, const struct text *text)
{
    if (text->size == 0)
        return;
    printf("  %-10s", name);
    for (const char *c = text->data; *c != '\0'; c++) {
        putchar(*c);
        if (*c == '\n')
            printf("%12s", "");
    }
    putchar('\n');
}

static void print_check(const struct check *c, uint64_t seed, bool verbose,
                        const char *again)
{
    const struct result *r = &c->result;
    if (r->verdict == PASS && !verbose)
        return;
    printf("%s%.2s.%-3d %-62s", verbose ? "" : "\n", c->lab, c->number,
           r->title.data != NULL ? r->title.data : c->name);
    if (r->verdict == SKIP) {
        printf(" not judged\n");
        print_field("because", &r->saw);
        return;
    }
    printf(" %d of %d\n", points_of(c), r->points);
    if (r->verdict == PASS)
        return;
    if (r->verdict == ERROR)
        printf("  this check could not be carried out: not your fault\n");
    print_field("did", &r->did);
    print_field("expected", &r->expected);
    print_field("saw", &r->saw);
    print_field("timeline", &r->timeline);
    print_field("why", &r->why);
    print_field("read", &r->where);
    print_again(again, c, seed);
}

/* ---- all together ---- */

/* The longer ones first, so that at the end nobody waits for a long one alone.
   Lines are a fair guess, and the same each time. */
static int by_length(const void *one, const void *other)
{
    const struct check *a = *(struct check *const *)one,
                       *b = *(struct check *const *)other;
    return a->lines != b->lines ? b->lines - a->lines : a < b ? -1 : a > b;
}

/* 0: there is a line on standard input.  A signal, if one comes first; -1 if
   standard input ends without a line. */
static int wait_for_line(const sigset_t *stops)
{
    int fd = signalfd(-1, stops, SFD_CLOEXEC), stop = 0;
    for (char byte = '\0'; stop == 0 && byte != '\n';) {
        struct pollfd wait_for[2] = {{STDIN_FILENO, POLLIN, 0},
                                     {fd, POLLIN, 0}};
        struct signalfd_siginfo info;
        if (poll(wait_for, 2, -1) == -1 && errno != EINTR)
            err(3, "poll");
        if (wait_for[1].revents != 0 && read(fd, &info, sizeof info) > 0)
            stop = (int)info.ssi_signo;
        else if (wait_for[0].revents != 0 && read(STDIN_FILENO, &byte, 1) != 1)
            stop = -1;
    }
    close(fd);
    return stop;
}

/* Our children clean up behind themselves. */
static void stop_all(void)
{
    for (int i = 0; i < n_checks; i++)
        if (checks[i].pid != 0 && !checks[i].done)
            kill(checks[i].pid, SIGTERM);
}

/* waiting: what comes first gets ready at once, and begins when there is a line
   on standard input.  false: there was none. */
static bool run_all(int jobs, bool waiting, const char *only,
                    const struct terms *terms)
{
    enum { READY_MOST = 12 }; /* one lab's */
    struct check **order = calloc((size_t)n_checks, sizeof(struct check *));
    if (order == NULL)
        err(3, "calloc");
    int n = 0;
    for (int i = 0; i < n_checks; i++)
        if (wanted(&checks[i], only))
            order[n++] = &checks[i];
    qsort(order, (size_t)n, sizeof(struct check *), by_length);
    sigset_t set, stops, old;
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGHUP);
    set = stops;
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, &old);

    int next = 0, alive = 0, active = 0, stop = 0;
    if (waiting) {
        /* Without namespaces they would see each other in the host's table. */
        for (; mode.namespaces && alive < n && alive < READY_MOST; alive++)
            begin(order[alive], -1, terms);
        stop = wait_for_line(&stops);
        if (stop != 0)
            stop_all();
        else
            room_copy_programs(terms->rubrics, terms->n_rubrics);
    }
    bool busy[JOBS_MAX] = {false};
    while (alive > 0 || (next < n && stop == 0)) {
        while (stop == 0 && active < jobs && next < n) {
            struct check *c = order[next++];
            int slot = 0;
            if (c->done)
                continue; /* it has died before its turn */
            while (busy[slot])
                slot++;
            busy[slot] = true;
            active++;
            if (c->pid != 0) {
                give_turn(c, slot);
            } else {
                begin(c, slot, terms);
                alive++;
            }
        }
        siginfo_t info;
        if (alive == 0 || sigwaitinfo(&set, &info) == -1)
            continue;
        if (info.si_signo != SIGCHLD && stop == 0) {
            stop = info.si_signo;
            stop_all();
        }
        for (int i = 0; i < n_checks; i++) {
            struct check *c = &checks[i];
            if (c->pid == 0 || c->done ||
                waitpid(c->pid, NULL, WNOHANG) != c->pid)
                continue;
            receive_result(c);
            alive--;
            if (c->slot != -1) {
                busy[c->slot] = false;
                active--;
            }
        }
    }
    free(order);
    sigprocmask(SIG_SETMASK, &old, NULL);
    if (stop > 0) {
        room_leave();
        signal(stop, SIG_DFL);
        raise(stop);
    }
    return stop == 0;
}

static long number(const char *what, const char *word, long min)
{
    char *end;
    errno = 0;
    long value = strtol(word, &end, 10);
    if (!isdigit((unsigned char)*word) || *end != '\0' || errno != 0 ||
        value < min) {
        char problem[128];
        snprintf(problem, sizeof problem, "%s: '%.40s' is not a whole number",
                 what, word);
        usage(problem);
    }
    return value;
}

int main(int argc, char *argv[])
{
    bool list = false, inspecting = false, plain = false, tsv = false,
         verbose = false, waiting = false;
    const char *only = NULL, *file = NULL, *before = NULL;
    const char *again = "judge -c %c -s %s %f %l";
    long jobs = processors_count();
    signal(SIGCHLD, SIG_DFL); /* ignored, nobody could be waited for */
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    uint64_t seed =
        ((uint64_t)t.tv_sec * 1000003 ^ (uint64_t)t.tv_nsec) % 100000;

    for (int opt; (opt = getopt(argc, argv, "+a:b:c:hij:lno:s:tvw")) != -1;) {
        switch (opt) {
        case 'a':
            again = optarg;
            break;
        case 'b':
            before = optarg;
            break;
        case 'i':
            inspecting = true;
            break;
        case 'c':
            only = optarg;
            break;
        case 'h':
            fputs(help, stdout);
            return fflush(stdout) == 0 ? 0 : 3;
        case 'j':
            jobs = number("-j", optarg, 1);
            break;
        case 'l':
            list = true;
            break;
        case 'n':
            plain = true;
            break;
        case 'o':
            file = optarg;
            break;
        case 's':
            seed = (uint64_t)number("-s", optarg, 0);
            break;
        case 't':
            tsv = true;
            break;
        case 'v':
            verbose = true;
            break;
        case 'w':
            waiting = true;
            break;
        default:
            usage("an option that it does not know");
        }
    }
    if (inspecting) {
        if (argc == optind)
            usage("which program is to be inspected?");
        mode_choose(plain, 5);
        room_make();
        int status = inspect(before, argv + optind);
        room_leave();
        return status;
    }
    if (argc - optind < 2)
        usage("it needs a folder of programs and at least one rubric");

    struct stat sb;
    programs = realpath(argv[optind], NULL);
    if (programs == NULL)
        err(3, "%s", argv[optind]);
    if (stat(programs, &sb) == -1 || !S_ISDIR(sb.st_mode))
        errx(3, "%s: not a folder", argv[optind]);
    for (int i = optind + 1; i < argc; i++)
        read_rubric(argv[i]);
    bool any = false;
    for (int i = 0; i < n_checks; i++)
        any = any || wanted(&checks[i], only);
    if (!any)
        errx(2, "no check '%s' in the rubric", only);

    /* The words stand beside the labs' folders. */
    struct text verbs = {NULL, 0};
    char *copy = strdup(checks[0].rubric);
    text_printf(&verbs, "%s/words.sh", dirname(dirname(copy)));
    free(copy);
    if (access(verbs.data, R_OK) == -1)
        err(3, "%s", verbs.data);

    mode_choose(plain, 10);
    room_make();
    if (jobs > JOBS_MAX)
        jobs = JOBS_MAX;
    /* The host's table is one for all, and so are a user's limits. */
    if (!mode.namespaces || mode.scarce)
        jobs = 1;
    const char *known = NULL, *reach = NULL;
    for (int i = 0; i < n_checks; i++) {
        reach =
            known == checks[i].rubric ? reach : room_reach(checks[i].rubric);
        known = checks[i].rubric;
        checks[i].rubric = reach;
    }
    const struct terms terms = {room_reach(verbs.data), seed, list,
                                argv + optind + 1, argc - optind - 1};
    if (!waiting)
        room_copy_programs(terms.rubrics, terms.n_rubrics);
    bool all_run = run_all((int)jobs, waiting, only, &terms);
    room_leave();
    if (!all_run)
        return 3;

    FILE *copy_to = file != NULL ? fopen(file, "we") : NULL;
    if (file != NULL && copy_to == NULL)
        err(3, "%s", file);
    int points = 0, max = 0, count[4] = {0};
    for (int i = 0; i < n_checks; i++) {
        struct check *c = &checks[i];
        if (!c->done)
            continue;
        if (list) {
            printf("%s\t%d\t%s\t%d\t%s\n", c->lab, c->number, c->name,
                   c->result.points, c->result.title.data);
            continue;
        }
        points += points_of(c);
        max += max_of(c);
        count[c->result.verdict]++;
        if (tsv)
            print_tsv(stdout, c, seed);
        if (copy_to != NULL)
            print_tsv(copy_to, c, seed);
    }
    if (copy_to != NULL && (ferror(copy_to) || fclose(copy_to) != 0))
        err(3, "%s", file);
    for (int i = 0; i < n_checks && !tsv && !list;) {
        int lab_points = 0, lab_max = 0, first = i;
        bool shown = false;
        for (; i < n_checks && strcmp(checks[i].lab, checks[first].lab) == 0;
             i++) {
            lab_points += points_of(&checks[i]);
            lab_max += max_of(&checks[i]);
            shown = shown || checks[i].done;
        }
        if (!shown)
            continue;
        printf("%-18s %3d of %d\n", checks[first].lab, lab_points, lab_max);
        for (int k = first; k < i; k++)
            if (checks[k].done)
                print_check(&checks[k], seed, verbose, again);
        if (lab_points < lab_max)
            putchar('\n');
    }
    if (!tsv && !list) {
        printf("%d of %d points: %d checks passed", points, max, count[PASS]);
        if (count[FAIL] > 0)
            printf(", %d failed", count[FAIL]);
        if (count[SKIP] > 0)
            printf(", %d not judged", count[SKIP]);
        if (count[ERROR] > 0)
            printf(", %d could not be carried out", count[ERROR]);
        printf(".  Seed %llu, ", (unsigned long long)seed);
        if (mode.namespaces)
            printf("a namespace for each check.\n");
        else
            printf("no namespaces (%s).\n", mode.why);
    }
    if (fflush(stdout) != 0)
        err(3, "stdout");
    /* Where nothing could be judged nothing has passed. */
    bool none = count[PASS] + count[FAIL] == 0;
    return list ? 0 : count[ERROR] > 0 || none ? 3 : count[FAIL] > 0 ? 1 : 0;
}
