/*
 * Defensive and verbose: options by hand, digits by a loop, signals blocked as
 * long as the new segment is not told, facts from IPC_STAT or /proc/sysvipc/shm.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define PROGRAM "02_shmget"

static const char synopsis[] =
    "usage: " PROGRAM " [-c [-x]] [-m MODE] [-s BYTES] {FILE ID | -p}\n";

struct request {
    bool create;
    bool must_be_new;
    bool without_key;
    bool mode_given;
    bool size_given;
    int mode;
    size_t size;
    const char *file;
    int id;
};

struct segment {
    int shmid;
    bool made_here;
    size_t bytes;
    unsigned mode;
};

static void report(const char *call)
{
    int saved = errno;

    fprintf(stderr, PROGRAM ": %s: %s\n", call, strerror(saved));
    errno = saved;
}

static void wrong_usage(const char *format, ...)
    __attribute__((format(printf, 1, 2), noreturn));
static void wrong_usage(const char *format, ...)
{
    va_list list;

    fputs(PROGRAM ": ", stderr);
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
    fputs("\n", stderr);
    fputs(synopsis, stderr);
    exit(2);
}

static bool write_all(const char *p, size_t left)
{
    while (left > 0) {
        ssize_t n = write(STDOUT_FILENO, p, left);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        p += n;
        left -= (size_t)n;
    }
    return true;
}

/* Digits of a base up to 10, nothing else, and not more than max. */
static bool digits(const char *word, unsigned base, uintmax_t max,
                   uintmax_t *value)
{
    uintmax_t sum = 0;
    const char *c = word;

    do {
        if (*c < '0' || (unsigned)(*c - '0') >= base)
            return false;
        unsigned digit = (unsigned)(*c - '0');
        if (digit > max || sum > (max - digit) / base)
            return false;
        sum = sum * base + digit;
    } while (*++c != '\0');
    *value = sum;
    return true;
}

static void parse(int argc, char **argv, struct request *r)
{
    int i = 1;

    for (; i < argc && argv[i][0] == '-' && argv[i][1] != '\0'; i++) {
        const char *flag = argv[i] + 1;

        if (strcmp(argv[i], "--") == 0) {
            i++;
            break;
        }
        for (; *flag != '\0'; flag++) {
            if (*flag == 'c') {
                r->create = true;
            } else if (*flag == 'x') {
                r->must_be_new = true;
            } else if (*flag == 'p') {
                r->without_key = true;
            } else if (*flag == 'h') {
                if (!write_all(synopsis, sizeof synopsis - 1)) {
                    report("standard output");
                    exit(1);
                }
                exit(0);
            } else if (*flag == 'm' || *flag == 's') {
                char which = *flag;
                const char *word = flag + 1;
                uintmax_t value;

                if (*word == '\0') {
                    if (++i == argc)
                        wrong_usage("-%c needs a number", which);
                    word = argv[i];
                }
                if (!digits(word, which == 'm' ? 8 : 10,
                            which == 'm' ? 0777 : SIZE_MAX, &value))
                    wrong_usage("-%c '%s' is not a %s in range", which, word,
                                which == 'm' ? "mode" : "number of bytes");
                if (which == 'm') {
                    r->mode_given = true;
                    r->mode = (int)value;
                } else {
                    r->size_given = true;
                    r->size = (size_t)value;
                }
                break;
            } else {
                wrong_usage("-%c is no option", *flag);
            }
        }
    }
    if (r->must_be_new && !r->create)
        wrong_usage("-x goes with -c");
    if (r->without_key) {
        if (i != argc)
            wrong_usage("-p takes no FILE and no ID");
        return;
    }
    if (argc - i != 2)
        wrong_usage("FILE and ID, or -p");
    uintmax_t id;
    if (!digits(argv[i + 1], 10, INT_MAX, &id))
        wrong_usage("ID '%s' is not a number in range", argv[i + 1]);
    if ((id & 0xff) == 0)
        wrong_usage("ID '%s' is 0 in its low 8 bits", argv[i + 1]);
    if (id > 0xff)
        fprintf(stderr, PROGRAM ": id %ju is cut to 8 bits, %ju\n", id,
                id & 0xff);
    r->file = argv[i];
    r->id = (int)id;
}

static bool open_segment(const struct request *r, key_t key, struct segment *s)
{
    if (r->without_key) {
        s->shmid = shmget(IPC_PRIVATE, r->size, IPC_CREAT | IPC_EXCL | r->mode);
        s->made_here = s->shmid != -1;
        return s->made_here;
    }
    for (int attempt = 0; attempt < 1000; attempt++) {
        if (r->create) {
            s->shmid = shmget(key, r->size, IPC_CREAT | IPC_EXCL | r->mode);
            if (s->shmid != -1) {
                s->made_here = true;
                return true;
            }
            if (errno != EEXIST || r->must_be_new)
                return false;
        }
        s->shmid = shmget(key, r->size_given ? r->size : 0,
                          r->mode_given ? r->mode : 0400);
        if (s->shmid != -1)
            return true;
        if (errno != ENOENT || !r->create)
            return false;
    }
    errno = EAGAIN;
    return false;
}

/* The table of /proc has a new segment too whose mode forbids IPC_STAT to its own maker. */
static bool ask_proc(struct segment *s)
{
    FILE *table = fopen("/proc/sysvipc/shm", "re");
    char line[1024];
    bool found = false;

    if (table == NULL)
        return false;
    while (!found && fgets(line, sizeof line, table) != NULL) {
        int shmid;
        unsigned mode;
        unsigned long bytes;

        if (sscanf(line, "%*s %d %o %lu", &shmid, &mode, &bytes) == 3 &&
            shmid == s->shmid) {
            s->mode = mode & 0777;
            s->bytes = bytes;
            found = true;
        }
    }
    fclose(table);
    return found;
}

static bool ask_kernel(struct segment *s)
{
    struct shmid_ds ds;

    memset(&ds, 0, sizeof ds);
    if (shmctl(s->shmid, IPC_STAT, &ds) == 0) {
        s->bytes = ds.shm_segsz;
        s->mode = ds.shm_perm.mode & 0777;
        return true;
    }
    if (errno != EACCES || !s->made_here)
        return false;
    if (ask_proc(s))
        return true;
    errno = EACCES;
    return false;
}

static bool tell(const struct segment *s, key_t key)
{
    char text[200];
    int length =
        snprintf(text, sizeof text,
                 "created=%d\nbytes=%zu\nmode=%04o\nkey=0x%08x\nshmid=%d\n",
                 s->made_here, s->bytes, s->mode, (unsigned)key, s->shmid);

    return length > 0 && (size_t)length < sizeof text &&
           write_all(text, (size_t)length);
}

int main(int argc, char **argv)
{
    struct request request = {.mode = 0600, .size = 512};
    struct segment segment = {.shmid = -1};
    key_t key = IPC_PRIVATE;

    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    parse(argc, argv, &request);

    if (!request.without_key) {
        errno = 0;
        key = ftok(request.file, request.id);
        if (key == (key_t)-1 && errno != 0) {
            report("ftok");
            return 1;
        }
    }

    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);

    const char *failed = NULL;
    if (!open_segment(&request, key, &segment))
        failed = "shmget";
    else if (!ask_kernel(&segment))
        failed = "shmctl IPC_STAT";
    else if (!tell(&segment, key))
        failed = "standard output";
    if (failed != NULL) {
        report(failed);
        if (segment.made_here && shmctl(segment.shmid, IPC_RMID, NULL) != 0)
            report("shmctl IPC_RMID");
    }

    sigprocmask(SIG_SETMASK, &before, NULL);
    return failed != NULL;
}
