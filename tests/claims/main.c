/* main.c - put the claims about System V shared memory to the kernel.
 *
 *     $ claims 5.2
 *     5.2   FALSE      IPC_SET replaces the attributes by those in buf
 *           so         uid, gid and nine bits of mode are all that it takes
 *           evidence   asked for 7 bytes and mode 0640, got 100 and 0640
 *
 * Exit status: 0 this machine agrees with every verdict that could be tried,
 * 1 it contradicts one, 2 wrong usage, 3 nothing could be tried.
 */
#define _GNU_SOURCE
#include "../judge/namespace.h"
#include "kit.h"

#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CLAIM_SECONDS = 20 };

static const char help[] =
    "usage: claims [-n] [-l | -m | -t] [CHAPTER[.NUMBER]]...\n"
    "\n"
    "Put each claim (all of them, those of a CHAPTER from 0 to 8, or one) to\n"
    "the kernel: our verdict, what is really so, and the evidence, live.\n"
    "\n"
    "  -l   only list the claims: number, section of the article, verdict, "
    "claim\n"
    "  -m   only list them as a table in Markdown, for TUTORIAL.md\n"
    "  -n   no namespaces, as where the host forbids them\n"
    "  -t   a line with tabs for each: number, section, verdict, outcome "
    "(agrees,\n"
    "       contradicts, untried), claim, evidence\n"
    "\n"
    "Environment: CLAIMS_SECONDS, how long one experiment may take (20).\n"
    "Exit status: 0 this machine agrees with every verdict that could be "
    "tried,\n"
    "1 it contradicts one, 2 wrong usage, 3 nothing could be tried.\n";

static const struct claim *const chapters[] = {chapter_0, chapter_1, chapter_2,
                                               chapter_3, chapter_4, chapter_5,
                                               chapter_6, chapter_7, chapter_8};
enum { CHAPTERS = sizeof chapters / sizeof *chapters };

static const char *const verdicts[] = {"TRUE", "FALSE", "IMPRECISE"};
static const char *const outcomes[] = {"agrees", "contradicts", "untried"};

static volatile pid_t running; /* the experiment, and its group */
static pid_t janitor;
static int janitors_pipe[2];
static volatile sig_atomic_t told_to_stop;

static _Noreturn void usage(const char *problem)
{
    fprintf(stderr, "claims: %s\n%s", problem, help);
    exit(2);
}

/* ---- where an experiment takes place ---- */

/* An IPC namespace; an ordinary user needs a user namespace for it. */
static bool enter_namespace(void)
{
    return (place.root || become_in_a_user_namespace(0)) &&
           unshare(CLONE_NEWIPC) == 0;
}

/* Try it in a child, and return how that ended: its wait status, or -1. */
static int attempt(int (*what)(int), int word)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0)
        _exit(what(word));
    return pid == -1 ? -1 : end_of(pid);
}

static int enter(int word)
{
    (void)word;
    return enter_namespace() ? 0 : 1;
}

static int enter_and_become(int word)
{
    (void)word;
    return (!place.namespace || enter_namespace()) && become_another() ? 0 : 1;
}

/* A kernel without the calls for segments, or for sets of semaphores, says so
   whatever is asked; so does a sandbox, if it does not kill (SIGSYS). */
#define ANSWERS(call)                                                          \
    (errno = 0, (void)(call), errno != ENOSYS && errno != EPERM)

static int ask_in_vain(int sets)
{
    struct sembuf op = {0, 0, 0};
    bool answers = sets ? ANSWERS(semget(IPC_PRIVATE, -1, 0)) &&
                              ANSWERS(semop(-1, &op, 1)) &&
                              ANSWERS(semctl(-1, 0, IPC_RMID))
                        : ANSWERS(shmget(IPC_PRIVATE, 0, 0)) &&
                              ANSWERS(shmat(-1, NULL, 0)) &&
                              ANSWERS(shmdt(NULL)) &&
                              ANSWERS(shmctl(-1, IPC_RMID, NULL));
    return answers ? 0 : errno;
}

static void find_refusal(int sets, char *reason, size_t size)
{
    int status = attempt(ask_in_vain, sets);
    const char *why = ended_by_machine(status) ? strsignal(WTERMSIG(status))
                      : WIFEXITED(status)      ? strerror(WEXITSTATUS(status))
                                               : NULL;
    if (why != NULL && status != 0)
        snprintf(reason, size, "this system refuses System V %s: %s",
                 sets ? "semaphores" : "segments", why);
}

static void find_place(bool plain)
{
    place.root = geteuid() == 0;
    place.namespace = !plain && attempt(enter, 0) == 0;
    place.others = place.root && attempt(enter_and_become, 0) == 0;
    find_refusal(0, place.no_segments, sizeof place.no_segments);
    find_refusal(1, place.no_semaphores, sizeof place.no_semaphores);
}

static int remove_entry(const char *path, const struct stat *sb, int type,
                        struct FTW *ftw)
{
    (void)sb, (void)type, (void)ftw;
    remove(path);
    return 0;
}

static void remove_folder(void)
{
    if (report->folder[0] != '\0')
        nftw(report->folder, remove_entry, 1, FTW_PHYS | FTW_DEPTH);
}

/* What the experiment began ends with it: its processes are one group, and its
   segments, where no namespace takes them, are noted.  Only their owner can
   remove them where root lacks CAP_SYS_ADMIN, as in a container. */
static void clean_up(void)
{
    uid_t me = geteuid();
    if (running > 0)
        kill(-running, SIGKILL);
    int n = atomic_load(&report->n_made);
    for (int i = 0; !place.namespace && i < n && i < MADE_MAX; i++) {
        uid_t uid = report->made[i].uid;
        if (!atomic_load(&report->made[i].whole) ||
            (uid != me && seteuid(uid) == -1))
            continue;
        if (report->made[i].set)
            semctl(report->made[i].id, 0, IPC_RMID);
        else
            shmctl(report->made[i].id, IPC_RMID, NULL);
        if (uid != me && seteuid(me) == -1)
            err(3, "seteuid");
    }
    remove_folder();
    memset(report->folder, 0, sizeof report->folder);
    atomic_store(&report->n_made, 0);
}

/* If a SIGKILL ends our whole group, the janitor cleans up: a process in a
   group of its own, which reads from a pipe.  Every experiment inherits the
   writing end.  So the pipe ends when no process is left that could make an
   object. */
static void hire_janitor(void)
{
    if (pipe2(janitors_pipe, O_CLOEXEC) == -1 || (janitor = fork()) == -1)
        err(3, "cannot start a process that cleans up");
    if (janitor == 0) {
        char byte;
        close(janitors_pipe[1]);
        while (read(janitors_pipe[0], &byte, 1) == -1 && errno == EINTR)
            continue;
        clean_up();
        _exit(0);
    }
    setpgid(janitor, janitor);
    close(janitors_pipe[0]);
}

static void dismiss_janitor(void)
{
    close(janitors_pipe[1]);
    while (waitpid(janitor, NULL, 0) == -1 && errno == EINTR)
        continue;
}

/* The experiment under way comes to its end, some milliseconds later: killed
   between two lines it might leave what nobody has written down yet.  One that
   hangs goes at the second time. */
static void on_signal(int signo)
{
    if (told_to_stop && running > 0)
        kill(-running, SIGKILL);
    told_to_stop = signo;
}

static _Noreturn void experiment(const struct claim *claim)
{
    if (setpgid(0, 0) == 0)
        report->group = getpid();
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    const char *word = getenv("CLAIMS_SECONDS");
    long limit = word != NULL ? strtol(word, NULL, 10) : 0;
    alarm(limit > 0 ? (unsigned)limit : CLAIM_SECONDS);
    if (chdir(report->folder) == -1)
        not_here("%s: %s", report->folder, strerror(errno));
    if (place.namespace && !enter_namespace())
        not_here("no IPC namespace: %s", strerror(errno));
    claim->show();
    _exit(0);
}

static enum outcome try_it(const struct claim *claim)
{
    if (fflush(stdout) != 0) /* now: there is nothing that it could leave */
        err(3, "stdout");
    memset(report, 0, sizeof *report);
    const char *base = getenv("TMPDIR");
    snprintf(report->folder, sizeof report->folder, "%s/shm-labs.XXXXXX",
             base != NULL && *base == '/' ? base : "/tmp");
    if (mkdtemp(report->folder) == NULL)
        err(3, "%s", report->folder);
    chmod(report->folder, 0777); /* for whom no_privileges() makes of us */

    int status = 0;
    running = fork();
    if (running == 0)
        experiment(claim);
    if (running == -1) {
        report->outcome = UNTRIED;
        snprintf(report->reason, sizeof report->reason, "fork: %s",
                 strerror(errno));
    } else {
        setpgid(running, running);
        status = end_of(running);
    }
    clean_up();
    running = 0;
    if (told_to_stop) {
        fflush(stdout);
        dismiss_janitor();
        signal(told_to_stop, SIG_DFL);
        raise(told_to_stop);
    }

    if (report->outcome == AGREES && WIFSIGNALED(status)) {
        report->outcome = ended_by_machine(status) ? UNTRIED : CONTRADICTS;
        snprintf(report->reason, sizeof report->reason,
                 "the experiment was ended by signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    } else if (report->outcome == AGREES &&
               (status != 0 || report->expectations == 0)) {
        report->outcome = CONTRADICTS;
        snprintf(report->reason, sizeof report->reason,
                 "the experiment ended before it had shown anything");
    }
    return report->outcome;
}

/* ---- on paper ---- */

/* "NAME TEXT", in lines of 80 columns. */
static void print_wrapped(const char *number, const char *name,
                          const char *text)
{
    enum { INDENT = 17, WIDTH = 80 - INDENT };
    printf("%-5s %-10s ", number, name);
    while (*text != '\0') {
        size_t take = strlen(text);
        if (take > WIDTH) {
            for (take = WIDTH; take > 0 && text[take] != ' '; take--)
                continue;
            if (take == 0)
                take = strcspn(text, " ");
        }
        printf("%.*s\n", (int)take, text);
        text += take;
        while (*text == ' ')
            text++;
        if (*text != '\0')
            printf("%*s", INDENT, "");
    }
}

/* A bar would begin the next column. */
static void print_cell(const char *text)
{
    putchar(' ');
    for (; *text != '\0'; text++)
        printf(*text == '|' ? "\\%c" : "%c", *text);
    printf(" |");
}

static void print_claim(const struct claim *claim, int chapter, int number,
                        enum outcome outcome)
{
    char name[16];
    snprintf(name, sizeof name, "%d.%d", chapter, number);
    print_wrapped(name, verdicts[claim->verdict], claim->says);
    print_wrapped("", "so", claim->so);
    if (report->evidence[0] != '\0' && outcome != UNTRIED)
        print_wrapped("", "evidence", report->evidence);
    if (outcome != AGREES)
        print_wrapped("", outcome == UNTRIED ? "untried" : "BUT HERE",
                      report->reason);
}

static void print_tsv(const struct claim *claim, int chapter, int number,
                      enum outcome outcome)
{
    printf("%d.%d\t%s\t%s\t%s\t%s\t%s\n", chapter, number, claim->section,
           verdicts[claim->verdict], outcomes[outcome], claim->says,
           outcome == AGREES ? report->evidence : report->reason);
}

static const char *where(const struct claim *claim)
{
    static char text[32];
    snprintf(text, sizeof text, "%s%s",
             isdigit((unsigned char)*claim->section) ? "article " : "",
             claim->section);
    return text;
}

/* ---- all together ---- */

static bool wanted(int chapter, int number, char *const words[], int n_words)
{
    bool any = n_words == 0;
    for (int i = 0; i < n_words; i++) {
        int only_chapter, only_number = number;
        sscanf(words[i], "%d.%d", &only_chapter, &only_number);
        any = any || (only_chapter == chapter && only_number == number);
    }
    return any;
}

/* A chapter, or a claim: 5, 05, 05_ipc_rmid, 5.2. */
static void check_word(const char *word)
{
    char *end;
    long chapter = strtol(word, &end, 10), number = 0, count = 0;
    bool good = isdigit((unsigned char)*word) && chapter < CHAPTERS;
    while (good && chapters[chapter][count].says != NULL)
        count++;
    if (good && *end == '.') {
        good = isdigit((unsigned char)end[1]);
        number = strtol(end + 1, &end, 10);
        good = good && *end == '\0' && number >= 1 && number <= count;
    }
    if (good && (*end == '\0' || *end == '_'))
        return;
    char problem[128];
    snprintf(problem, sizeof problem,
             "'%.40s' is neither a chapter from 0 to %d nor a claim such as "
             "5.2",
             word, CHAPTERS - 1);
    usage(problem);
}

int main(int argc, char *argv[])
{
    bool plain = false;
    char form = 0;
    for (int opt; (opt = getopt(argc, argv, "+hlmnt")) != -1;) {
        if (opt == 'h') {
            fputs(help, stdout);
            return fflush(stdout) == 0 ? 0 : 3;
        }
        if (opt == 'n')
            plain = true;
        else if (opt == '?' || form != 0)
            usage("an option that it does not know, or too many");
        else
            form = (char)opt;
    }
    for (int i = optind; i < argc; i++)
        check_word(argv[i]);

    report = mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (report == MAP_FAILED)
        err(3, "mmap");
    find_place(plain);
    if (form == 0 || form == 't') {
        hire_janitor();
        atexit(dismiss_janitor);
    }
    signal(SIGINT, on_signal);
    signal(SIGTERM, on_signal);
    signal(SIGHUP, on_signal);
    signal(SIGXFSZ, SIG_IGN); /* what is too large is EFBIG */
    if (form == 'm')
        printf("| | claim | from | verdict | what is so |\n"
               "|---|---|---|---|---|\n");

    int count[3] = {0};
    for (int chapter = 0; chapter < CHAPTERS; chapter++) {
        const struct claim *claim = chapters[chapter];
        for (int number = 1; claim->says != NULL; claim++, number++) {
            if (!wanted(chapter, number, argv + optind, argc - optind))
                continue;
            if (form == 'l') {
                printf("%d.%d\t%s\t%s\t%s\n", chapter, number, claim->section,
                       verdicts[claim->verdict], claim->says);
                continue;
            }
            if (form == 'm') {
                printf("| %d.%d |", chapter, number);
                print_cell(claim->says);
                print_cell(where(claim));
                printf(" %s |", verdicts[claim->verdict]);
                print_cell(claim->so);
                putchar('\n');
                continue;
            }
            enum outcome outcome = try_it(claim);
            count[outcome]++;
            if (form == 't')
                print_tsv(claim, chapter, number, outcome);
            else
                print_claim(claim, chapter, number, outcome);
        }
    }
    if (form == 0) {
        printf(
            "\nThis machine agrees with %d, contradicts %d; %d untried.\n%s, "
            "%s.\n",
            count[AGREES], count[CONTRADICTS], count[UNTRIED],
            place.others ? "As root"
            : place.root ? "As root, but not able to become another user"
                         : "As an ordinary user",
            place.namespace ? "an IPC namespace for each"
                            : "without namespaces");
    }
    if (ferror(stdout) || fflush(stdout) != 0)
        err(3, "stdout");
    if (form == 'l' || form == 'm')
        return 0;
    return count[CONTRADICTS] > 0 ? 1 : count[AGREES] == 0 ? 3 : 0;
}
