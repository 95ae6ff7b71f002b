/*
 * Defensive and verbose: hand-made options, IPC_STAT before the attach, strnlen, the
 * whole answer in one growing buffer for write(2), C escapes, detached before printing.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/types.h>
#include <unistd.h>

static const char program[] = "04_read_detach";
static const char synopsis[] = "usage: 04_read_detach [-kr] SHMID\n";

struct buffer {
    char *data;
    size_t used;
    size_t room;
};

static void quit(const char *call) __attribute__((noreturn));
static void quit(const char *call)
{
    fprintf(stderr, "%s: %s: %s\n", program, call, strerror(errno));
    exit(1);
}

static void refuse(const char *reason) __attribute__((noreturn));
static void refuse(const char *reason)
{
    fprintf(stderr, "%s: %s\n%s", program, reason, synopsis);
    exit(2);
}

static void append(struct buffer *b, const char *bytes, size_t count)
{
    if (b->room - b->used < count) {
        size_t room = 2 * b->room + count;
        char *data = realloc(b->data, room);

        if (data == NULL)
            quit("realloc");
        b->data = data;
        b->room = room;
    }
    memcpy(b->data + b->used, bytes, count);
    b->used += count;
}

static void append_format(struct buffer *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void append_format(struct buffer *b, const char *format, ...)
{
    char piece[100];
    va_list list;

    va_start(list, format);
    int n = vsnprintf(piece, sizeof piece, format, list);
    va_end(list);
    if (n < 0 || (size_t)n >= sizeof piece) {
        errno = EOVERFLOW;
        quit("vsnprintf");
    }
    append(b, piece, (size_t)n);
}

static void append_escaped(struct buffer *b, const char *text, size_t length)
{
    static const char letters[] = "abtnvfr"; /* 7 to 13 in ASCII */

    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c >= 7 && c <= 13)
            append_format(b, "\\%c", letters[c - 7]);
        else if (c == '\\')
            append(b, "\\\\", 2);
        else if (c < 32 || c > 126)
            append_format(b, "\\%03o", c);
        else
            append(b, text + i, 1);
    }
}

static void write_out(struct buffer *b)
{
    size_t done = 0;

    while (done < b->used) {
        ssize_t n = write(STDOUT_FILENO, b->data + done, b->used - done);

        if (n > 0)
            done += (size_t)n;
        else if (n == 0 || errno != EINTR)
            quit("standard output");
    }
    b->used = 0;
}

static void wait_for_line(void)
{
    char c;

    for (;;) {
        ssize_t n = read(STDIN_FILENO, &c, 1);

        if (n == 0 || (n == 1 && c == '\n'))
            return;
        if (n == 1 || errno == EINTR)
            continue;
        if (errno != EAGAIN) {
            fprintf(stderr, "%s: standard input: %s\n", program,
                    strerror(errno));
            return;
        }
        struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
        (void)poll(&p, 1, -1);
    }
}

static int parse_shmid(const char *word)
{
    int value = 0;

    if (*word == '\0')
        refuse("an empty SHMID");
    for (const char *c = word; *c != '\0'; c++) {
        if (*c < '0' || *c > '9')
            refuse("SHMID is a whole number");
        if (value > (INT_MAX - (*c - '0')) / 10)
            refuse("SHMID is too big");
        value = 10 * value + (*c - '0');
    }
    return value;
}

/* How many hold it; a segment that is gone with its last holder is held by none. */
static unsigned long count_attached(int shmid)
{
    struct shmid_ds now;

    if (shmctl(shmid, IPC_STAT, &now) == 0)
        return now.shm_nattch;
    if (errno != EINVAL && errno != EIDRM)
        quit("shmctl IPC_STAT");
    fprintf(stderr, "%s: segment %d is gone\n", program, shmid);
    return 0;
}

int main(int argc, char *argv[])
{
    bool keep = false, raw = false;
    const char *operand = NULL;

    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);

    bool only_operands = false;
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];

        if (only_operands || word[0] != '-' || word[1] == '\0') {
            if (operand != NULL)
                refuse("one SHMID only");
            operand = word;
        } else if (strcmp(word, "--") == 0) {
            only_operands = true;
        } else {
            while (*++word != '\0') {
                if (*word == 'k') {
                    keep = true;
                } else if (*word == 'r') {
                    raw = true;
                } else if (*word == 'h') {
                    struct buffer help = {0};
                    append(&help, synopsis, sizeof synopsis - 1);
                    write_out(&help);
                    return 0;
                } else {
                    refuse("no such option");
                }
            }
        }
    }
    if (operand == NULL)
        refuse("which SHMID?");
    const int shmid = parse_shmid(operand);

    struct shmid_ds ds;
    if (shmctl(shmid, IPC_STAT, &ds) != 0)
        quit("shmctl IPC_STAT");
    const size_t bytes = ds.shm_segsz;

    const char *segment = shmat(shmid, NULL, SHM_RDONLY);
    if (segment == (const char *)-1)
        quit("shmat");
    const size_t length = strnlen(segment, bytes);
    if (length == bytes || length == 0) {
        fprintf(stderr, "%s: %s\n", program,
                length == 0 ? "the segment has an empty string"
                            : "the segment has no NUL");
        return 1;
    }
    const unsigned long before = count_attached(shmid);

    struct buffer answer = {0};
    if (raw) {
        append(&answer, segment, length);
    } else {
        append(&answer, "text=", 5);
        append_escaped(&answer, segment, length);
        append_format(&answer, "\nlength=%zu\nnattch_before=%lu\n", length,
                      before);
    }
    if (keep) {
        write_out(&answer);
        wait_for_line();
    }
    if (shmdt(segment) != 0)
        quit("shmdt");
    const unsigned long after = count_attached(shmid);
    if (!raw)
        append_format(&answer, "nattch_after=%lu\n", after);
    write_out(&answer);
    free(answer.data);
    return 0;
}
