/*
 * Defensive and verbose: a digit loop of its own, one buffer and write(2),
 * the key computed again and compared, the full numbers told on stderr.
 */
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { DONE = 0, REFUSED = 1, USAGE = 2 };

static const char *const me = "01_ftok";
static const char synopsis[] = "usage: 01_ftok FILE ID\n";

static int complain(const char *where)
{
    const char *reason = strerror(errno);

    fprintf(stderr, "%s: %s: %s\n", me, where, reason);
    return REFUSED;
}

static bool write_all(int fd, const char *p, size_t left)
{
    while (left > 0) {
        ssize_t n = write(fd, p, left);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        if (n == 0) {
            errno = EIO;
            return false;
        }
        p += n;
        left -= (size_t)n;
    }
    return true;
}

static bool parse_id(const char *word, int *result)
{
    int value = 0;

    if (word[0] == '\0')
        return false;
    for (const char *c = word; *c != '\0'; c++) {
        if (*c < '0' || *c > '9')
            return false;
        int digit = *c - '0';
        if (value > (INT_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *result = value;
    return true;
}

static int wrong_usage(void)
{
    fputs(synopsis, stderr);
    return USAGE;
}

int main(int argc, char *argv[])
{
    const char *operand[2];
    int operands = 0;
    bool options_end = false;

    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);

    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];

        if (!options_end && strcmp(word, "--") == 0) {
            options_end = true;
        } else if (!options_end && strcmp(word, "-h") == 0) {
            if (!write_all(STDOUT_FILENO, synopsis, sizeof synopsis - 1))
                return complain("standard output");
            return DONE;
        } else if (!options_end && word[0] == '-' && word[1] != '\0') {
            fprintf(stderr, "%s: unknown option %s\n", me, word);
            return wrong_usage();
        } else if (operands == 2) {
            fprintf(stderr, "%s: too many operands\n", me);
            return wrong_usage();
        } else {
            operand[operands++] = word;
        }
    }
    if (operands != 2) {
        fprintf(stderr, "%s: a FILE and an ID, please\n", me);
        return wrong_usage();
    }

    int id;
    if (!parse_id(operand[1], &id)) {
        fprintf(stderr, "%s: not an id: '%s'\n", me, operand[1]);
        return wrong_usage();
    }
    unsigned id_byte = (unsigned)id & 0xffu;
    if (id_byte == 0) {
        fprintf(stderr,
                "%s: id %d is 0 in its low 8 bits: ftok leaves that open\n", me,
                id);
        return wrong_usage();
    }
    if (id > 255)
        fprintf(stderr, "%s: id %d is cut to its low 8 bits, %u\n", me, id,
                id_byte);

    struct stat before, after;
    if (stat(operand[0], &before) != 0)
        return complain("stat");
    errno = 0;
    key_t key = ftok(operand[0], id);
    if (key == (key_t)-1 && errno != 0)
        return complain("ftok");
    if (stat(operand[0], &after) != 0)
        return complain("stat");
    if (before.st_ino != after.st_ino || before.st_dev != after.st_dev) {
        fprintf(stderr, "%s: the file was replaced meanwhile\n", me);
        return REFUSED;
    }

    unsigned dev_byte = (unsigned)(after.st_dev & 0xffu);
    unsigned ino_bytes = (unsigned)(after.st_ino & 0xffffu);
    if ((id_byte << 24 | dev_byte << 16 | ino_bytes) != (unsigned)key)
        fprintf(stderr, "%s: this ftok mixes its bytes in another way\n", me);

    fprintf(stderr, "%s: device %llu, inode %llu\n", me,
            (unsigned long long)after.st_dev, (unsigned long long)after.st_ino);

    char text[160];
    int length = snprintf(text, sizeof text,
                          "id=0x%02x\ndev=0x%02x\nino=0x%04x\nkey=0x%08x\n",
                          id_byte, dev_byte, ino_bytes, (unsigned)key);
    if (length < 0 || (size_t)length >= sizeof text) {
        errno = EOVERFLOW;
        return complain("snprintf");
    }
    if (!write_all(STDOUT_FILENO, text, (size_t)length))
        return complain("standard output");
    return DONE;
}
