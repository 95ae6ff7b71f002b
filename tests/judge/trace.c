/* trace.c - what the interposer wrote down, read and drawn.
 *
 * The format of the log is told in tests/judge/interpose.c.  A program under
 * test could write to its own log: what is read here helps to explain, to find
 * calls worth failing, and to leave out a long run that has nothing to find; it
 * never gives a point by itself.
 */
#define _GNU_SOURCE
#include "judge.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/stat.h>
#include <unistd.h>

/* One field of a line, up to its tab or newline. */
static const char *field(char **at)
{
    char *start = *at, *end = start + strcspn(start, "\t\n");
    *at = *end == '\0' ? end : end + 1;
    *end = '\0';
    return start;
}

bool log_open(struct log *log, const char *path)
{
    log->from = 0;
    log->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return log->fd != -1;
}

/* The interposer stops a program whose calls it cannot write down. */
bool log_mark(struct log *log)
{
    static const char page[4096];
    struct stat sb;
    if (fstat(log->fd, &sb) == -1)
        return false;
    log->from = sb.st_size;
    ssize_t n = pwrite(log->fd, page, sizeof page, log->from);
    int number = n == -1 ? errno : ENOSPC;
    bool ok = ftruncate(log->fd, log->from) == 0 && n == sizeof page;
    errno = number;
    return ok;
}

int trace_read(const struct log *log, bool all, struct call *calls, int most)
{
    char line[1024];
    snprintf(line, sizeof line, "/proc/self/fd/%d", log->fd);
    FILE *file = log->fd > 0 ? fopen(line, "re") : NULL;
    if (file == NULL)
        return 0;
    fseeko(file, all ? 0 : log->from, SEEK_SET);
    int n = 0;
    while (n < most && fgets(line, sizeof line, file) != NULL) {
        char *at = line;
        struct call *c = &calls[n];
        memset(c, 0, sizeof *c);
        c->pid = (pid_t)strtol(field(&at), NULL, 10);
        snprintf(c->name, sizeof c->name, "%.31s", field(&at));
        snprintf(c->arguments, sizeof c->arguments, "%.199s", field(&at));
        c->result = strtol(field(&at), NULL, 10);
        c->number = (int)strtol(field(&at), NULL, 10);

        /* shmctl and semctl are as many calls as they have commands. */
        const char *comma = strrchr(c->arguments, ' ');
        bool control =
            strcmp(c->name, "shmctl") == 0 || strcmp(c->name, "semctl") == 0;
        snprintf(c->kind, sizeof c->kind, "%.24s%s%.20s", c->name,
                 control ? ":" : "", control && comma ? comma + 1 : "");
        for (int i = 0; i < n; i++)
            c->nth +=
                calls[i].pid == c->pid && strcmp(calls[i].kind, c->kind) == 0;
        c->nth++;
        n++;
    }
    fclose(file);
    return n;
}

/* Sources: elf(5); e_machine and the class have to be ours. */
bool trace_is_due(const char *path)
{
    ElfW(Ehdr) head, ours;
    ElfW(Phdr) part = {0};
    FILE *file = fopen(path, "re"), *self = fopen("/proc/self/exe", "re");
    bool elf = file != NULL && fread(&head, sizeof head, 1, file) == 1 &&
               memcmp(head.e_ident, ELFMAG, SELFMAG) == 0;
    bool foreign = elf && self != NULL &&
                   fread(&ours, sizeof ours, 1, self) == 1 &&
                   (head.e_ident[EI_CLASS] != ours.e_ident[EI_CLASS] ||
                    head.e_machine != ours.e_machine);
    bool dynamic = false;
    for (int i = 0; elf && !foreign && !dynamic && i < head.e_phnum; i++)
        dynamic = fseek(file, (long)(head.e_phoff + (size_t)i * sizeof part),
                        SEEK_SET) == 0 &&
                  fread(&part, sizeof part, 1, file) == 1 &&
                  part.p_type == PT_INTERP;
    if (file != NULL)
        fclose(file);
    if (self != NULL)
        fclose(self);
    return elf ? dynamic : file != NULL; /* a script's interpreter */
}

/* What a real kernel would most likely say. */
int fault_errno(const char *kind)
{
    static const struct {
        const char *kind;
        int number;
    } likely[] = {
        {"ftok", EACCES},
        {"shmget", ENOSPC},
        {"shmat", ENOMEM},
        {"shmdt", EINVAL},
        {"shmctl:IPC_STAT", EOVERFLOW},
        {"shmctl:SHM_LOCK", ENOMEM},
        {"semget", ENOSPC},
        {"semop", ENOMEM},
    };
    for (size_t i = 0; i < sizeof likely / sizeof *likely; i++)
        if (strcmp(likely[i].kind, kind) == 0)
            return likely[i].number;
    return EPERM;
}

/* ---- what SEM_UNDO keeps count of ---- */

struct count { /* semop(2): for each process and semaphore its semadj */
    pid_t pid;
    int semid, semnum, semadj, ops;
};

static struct count *count_of(struct count *counts, int *n, int most,
                              struct count wanted)
{
    for (int i = 0; i < *n; i++)
        if (counts[i].pid == wanted.pid && counts[i].semid == wanted.semid &&
            counts[i].semnum == wanted.semnum)
            return &counts[i];
    counts[*n] = wanted;
    return &counts[*n < most - 1 ? (*n)++ : *n];
}

bool undo_is_even(const struct call *calls, int n)
{
    enum { PROCESSES = 64, ROUNDS = 10 };
    static struct count counts[PROCESSES];
    int n_counts = 0, seen = 0;
    for (int i = 0; i < n; i++) {
        if (strcmp(calls[i].name, "semop") != 0 || calls[i].result == -1)
            continue;
        const char *at = calls[i].arguments;
        int semid = (int)strtol(at, NULL, 10), semnum, op, size;
        while ((at = strstr(at, ", ")) != NULL) {
            at += 2;
            if (sscanf(at, "%d:%d%n", &semnum, &op, &size) != 2) {
                semnum = 0;
                if (sscanf(at, "%d%n", &op, &size) != 1)
                    break;
            }
            if (strncmp(at + size, " SEM_UNDO", 9) != 0)
                continue;
            struct count *c = count_of(
                counts, &n_counts, PROCESSES,
                (struct count){.pid = calls[i].pid, semid, semnum, 0, 0});
            c->semadj -= op;
            c->ops++;
        }
    }
    for (int i = 0; i < n_counts; i++) {
        seen += counts[i].ops >= 2 * ROUNDS;
        if (abs(counts[i].semadj) >= ROUNDS)
            return false;
    }
    return seen > 0;
}

/* ---- the timeline ---- */

struct attachment {
    pid_t pid;
    long address;
    int shmid;
};

struct story { /* what has become of the segments so far */
    struct attachment attached[64];
    int n;
    int removed[64], n_removed;
    unsigned keys[64]; /* that the programs have had in hand */
    int n_keys;
};

static void meet_key(struct story *s, unsigned key)
{
    if (key != IPC_PRIVATE && key != (unsigned)-1 && s->n_keys < 64)
        s->keys[s->n_keys++] = key;
}

static bool is_key(const struct story *s, int shmid)
{
    for (int i = 0; i < s->n_keys; i++)
        if (s->keys[i] == (unsigned)shmid)
            return true;
    return false;
}

static int nattch(const struct story *s, int shmid)
{
    int count = 0;
    for (int i = 0; i < s->n; i++)
        count += s->attached[i].shmid == shmid;
    return count;
}

static bool is_removed(const struct story *s, int shmid)
{
    for (int i = 0; i < s->n_removed; i++)
        if (s->removed[i] == shmid)
            return true;
    return false;
}

static void tell_state(const struct story *s, int shmid, char *state,
                       size_t size)
{
    int count = nattch(s, shmid);
    if (is_removed(s, shmid))
        snprintf(state, size, count > 0 ? "dest, nattch %d" : "gone", count);
    else
        snprintf(state, size, "nattch %d", count);
}

static void detach(struct story *s, pid_t pid, long address, char *state,
                   size_t size)
{
    for (int i = 0; i < s->n; i++) {
        if (s->attached[i].pid != pid ||
            (address != 0 && s->attached[i].address != address))
            continue;
        int shmid = s->attached[i].shmid;
        s->attached[i--] = s->attached[--s->n];
        tell_state(s, shmid, state, size);
    }
}

/* Take one call into the story; state: what it made of the segment. */
static void follow(struct story *s, const struct call *c, char *state,
                   size_t size)
{
    int shmid = (int)strtol(c->arguments, NULL, 10);
    state[0] = '\0';
    if (strcmp(c->name, "ftok") == 0)
        meet_key(s, (unsigned)c->result);
    else if (strcmp(c->name, "shmget") == 0)
        meet_key(s, (unsigned)strtoul(c->arguments, NULL, 16));
    if (strcmp(c->name, "exit") == 0) {
        detach(s, c->pid, 0, state, size);
    } else if (c->result == -1) {
        bool takes_id =
            strcmp(c->name, "shmat") == 0 || strcmp(c->name, "shmctl") == 0;
        if (takes_id && is_key(s, shmid))
            snprintf(state, size, "0x%08x is the key, not the id",
                     (unsigned)shmid);
    } else if (strcmp(c->name, "shmget") == 0) {
        snprintf(state, size, "segment %ld", c->result);
    } else if (strcmp(c->name, "shmat") == 0 && s->n < 64) {
        s->attached[s->n++] = (struct attachment){c->pid, c->result, shmid};
        tell_state(s, shmid, state, size);
    } else if (strcmp(c->name, "shmdt") == 0) {
        detach(s, c->pid, strtol(c->arguments, NULL, 10), state, size);
    } else if (strcmp(c->kind, "shmctl:IPC_RMID") == 0 && s->n_removed < 64) {
        s->removed[s->n_removed++] = shmid;
        tell_state(s, shmid, state, size);
    }
}

/* The call as one would write it. */
static int tell_call(const struct call *c, char *what, size_t size)
{
    if (strcmp(c->name, "exit") == 0)
        return snprintf(what, size, "exit");
    if (strcmp(c->name, "shmdt") == 0)
        return snprintf(what, size, "shmdt(0x%lx)",
                        (unsigned long)strtol(c->arguments, NULL, 10));
    return snprintf(what, size, "%s(%.50s)", c->name, c->arguments);
}

void trace_draw(struct text *text, const struct call *calls, int n, int most)
{
    pid_t pids[3] = {0};
    int n_pids = 0, left_out = 0, width = 34;
    struct story story = {0};
    for (int i = 0; i < n; i++) {
        int column = 0;
        if (strcmp(calls[i].name, "start") == 0 ||
            strcmp(calls[i].name, "exit") == 0)
            continue; /* a process without a call has no column */
        char what[64];
        int size = tell_call(&calls[i], what, sizeof what);
        width = size >= width && size < (int)sizeof what ? size : width;
        while (column < n_pids && pids[column] != calls[i].pid)
            column++;
        if (column == n_pids && n_pids < 3)
            pids[n_pids++] = calls[i].pid;
    }
    if (n_pids > 1) {
        text_printf(text, "%-*s", width, "");
        for (int i = 0; i < n_pids; i++)
            text_printf(text, " process %-9d", pids[i]);
        text_add(text, "\n", 1);
    }
    for (int i = 0, drawn = 0; i < n; i++) {
        const struct call *c = &calls[i];
        char state[64], what[64], result[64];
        follow(&story, c, state, sizeof state);
        int column = 0;
        while (column < n_pids && pids[column] != c->pid)
            column++;
        if (strcmp(c->name, "start") == 0)
            continue;
        if (column == n_pids || (drawn >= most && i < n - 3)) {
            left_out += strcmp(c->name, "exit") != 0;
            continue;
        }
        if (left_out > 0 && drawn >= most)
            text_printf(text, "... %d more ...\n", left_out);
        if (drawn++ >= most)
            left_out = 0;
        bool at = strcmp(c->name, "shmat") == 0;
        tell_call(c, what, sizeof what);
        if (strcmp(c->name, "exit") == 0)
            snprintf(result, sizeof result, "%s", "");
        else if (c->result == -1)
            snprintf(result, sizeof result, "-> %.40s", strerror(c->number));
        else if (at)
            snprintf(result, sizeof result, "-> 0x%lx",
                     (unsigned long)c->result);
        else if (strcmp(c->name, "ftok") == 0)
            snprintf(result, sizeof result, "-> 0x%08x", (unsigned)c->result);
        else
            snprintf(result, sizeof result, "-> %ld", c->result);
        text_printf(text, "%-*s", width, what);
        for (int k = 0; k < n_pids; k++)
            if (k == column || k < column)
                text_printf(text, " %-17s", k == column ? result : "");
        for (int k = column + 1; k < n_pids; k++)
            text_printf(text, " %-17s", "");
        text_printf(text, " %s\n", state);
    }
    /* No blanks at the ends of the lines. */
    size_t to = 0;
    for (size_t from = 0; from < text->size; from++) {
        if (text->data[from] == '\n')
            while (to > 0 && text->data[to - 1] == ' ')
                to--;
        text->data[to++] = text->data[from];
    }
    if (text->data != NULL) {
        while (to > 0 && text->data[to - 1] == '\n')
            to--;
        text->size = to;
        text->data[to] = '\0';
    }
}
