/*
 * Defensive and verbose: options and digits by hand, stdin by read(2) into a chain of
 * pieces, the facts by write(2) and, without -k, only after the detach.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/types.h>
#include <unistd.h>

static const char name[] = "03_attach_write";
static const char synopsis[] = "usage: 03_attach_write [-k] SHMID [TEXT]\n";

struct piece {
    struct piece *next;
    size_t used;
    char bytes[4000];
};

static int system_error(const char *call)
{
    fprintf(stderr, "%s: %s: %s\n", name, call, strerror(errno));
    return 1;
}

static int usage_error(const char *reason)
{
    fprintf(stderr, "%s: %s\n%s", name, reason, synopsis);
    return 2;
}

static ssize_t read_some(char *where, size_t most)
{
    for (;;) {
        ssize_t n = read(STDIN_FILENO, where, most);

        if (n >= 0)
            return n;
        if (errno == EAGAIN) {
            struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
            (void)poll(&p, 1, -1);
        } else if (errno != EINTR) {
            return -1;
        }
    }
}

static int write_all(const char *p, size_t left)
{
    while (left > 0) {
        ssize_t n = write(STDOUT_FILENO, p, left);

        if (n > 0) {
            p += n;
            left -= (size_t)n;
        } else if (n == 0 || errno != EINTR) {
            return -1;
        }
    }
    return 0;
}

static int parse_shmid(const char *word)
{
    long long value = 0;

    if (*word == '\0')
        return -1;
    for (; *word != '\0'; word++) {
        if (*word < '0' || *word > '9')
            return -1;
        value = value * 10 + (*word - '0');
        if (value > INT_MAX)
            return -1;
    }
    return (int)value;
}

/* All of stdin, unless it is longer than limit: then *length is over limit. */
static int read_pieces(struct piece **first, size_t limit, size_t *length)
{
    struct piece **tail = first;

    *first = NULL;
    *length = 0;
    while (*length <= limit) {
        struct piece *piece = malloc(sizeof *piece);

        if (piece == NULL)
            return system_error("malloc");
        piece->next = NULL;
        piece->used = 0;
        *tail = piece;
        tail = &piece->next;
        while (piece->used < sizeof piece->bytes) {
            ssize_t n = read_some(piece->bytes + piece->used,
                                  sizeof piece->bytes - piece->used);

            if (n < 0)
                return system_error("standard input");
            if (n == 0)
                return 0;
            piece->used += (size_t)n;
            *length += (size_t)n;
            if (*length > limit)
                return 0;
        }
    }
    return 0;
}

static int print_facts(const void *address, unsigned long nattch, size_t length,
                       size_t bytes)
{
    char text[200];
    int n = snprintf(text, sizeof text,
                     "bytes=%zu\nnattch=%lu\naddress=0x%lx\nwrote=%zu\n", bytes,
                     nattch, (unsigned long)address, length);

    if (n < 0 || (size_t)n >= sizeof text || write_all(text, (size_t)n) != 0)
        return system_error("standard output");
    return 0;
}

int main(int argc, char *argv[])
{
    bool keep = false;
    int arg = 1;

    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);

    for (; arg < argc && argv[arg][0] == '-' && argv[arg][1] != '\0'; arg++) {
        if (strcmp(argv[arg], "--") == 0) {
            arg++;
            break;
        }
        for (const char *flag = argv[arg] + 1; *flag != '\0'; flag++) {
            switch (*flag) {
            case 'k':
                keep = true;
                break;
            case 'h':
                if (write_all(synopsis, sizeof synopsis - 1) != 0)
                    return system_error("standard output");
                return 0;
            default:
                return usage_error("no such option");
            }
        }
    }
    if (argc - arg < 1 || argc - arg > 2)
        return usage_error("a SHMID, and perhaps a TEXT");
    const int shmid = parse_shmid(argv[arg]);
    if (shmid < 0)
        return usage_error("SHMID is not a number in range");
    const char *operand = argc - arg == 2 ? argv[arg + 1] : NULL;

    char *segment = shmat(shmid, NULL, 0);
    if (segment == (void *)-1)
        return system_error("shmat");
    struct shmid_ds ds;
    if (shmctl(shmid, IPC_STAT, &ds) != 0)
        return system_error("shmctl IPC_STAT");
    const size_t bytes = ds.shm_segsz;

    struct piece *pieces = NULL;
    size_t length;
    if (operand != NULL) {
        length = strlen(operand);
    } else {
        int failed = read_pieces(&pieces, bytes - 1, &length);
        if (failed)
            return failed;
    }
    if (length > bytes - 1) {
        fprintf(stderr,
                "%s: no room: a segment of %zu bytes takes %zu and a NUL\n",
                name, bytes, bytes - 1);
        return 1;
    }

    /* First the end, then the text: a reader in between finds a NUL at any time. */
    memset(segment + length, 0, bytes - length);
    if (operand != NULL)
        memcpy(segment, operand, length);
    size_t offset = 0;
    while (pieces != NULL) {
        struct piece *next = pieces->next;

        if (memchr(pieces->bytes, '\0', pieces->used) != NULL)
            fprintf(stderr,
                    "%s: standard input has a NUL: a reader stops there\n",
                    name);
        memcpy(segment + offset, pieces->bytes, pieces->used);
        offset += pieces->used;
        free(pieces);
        pieces = next;
    }

    if (shmctl(shmid, IPC_STAT, &ds) != 0)
        return system_error("shmctl IPC_STAT");
    const unsigned long nattch = ds.shm_nattch;

    if (keep) {
        char c = '\0';

        if (print_facts(segment, nattch, length, bytes) != 0)
            return 1;
        fprintf(stderr,
                "%s: attached until a line, or the end of standard input\n",
                name);
        while (c != '\n' && read_some(&c, 1) == 1)
            continue;
    }
    if (shmdt(segment) != 0)
        return system_error("shmdt");
    if (!keep)
        return print_facts(segment, nattch, length, bytes);
    return 0;
}
