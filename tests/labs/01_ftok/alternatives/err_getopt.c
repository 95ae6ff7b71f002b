// Modern and compact: getopt, err(3), sscanf behind strspn, one printf, bytes in hex, key first.
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/stat.h>
#include <unistd.h>

static _Noreturn void help(FILE *to)
{
    fprintf(to, "usage: 01_ftok FILE ID\n");
    if (to == stderr)
        exit(2);
    if (fflush(to))
        err(1, "stdout");
    exit(0);
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN), signal(SIGXFSZ, SIG_IGN);
    for (int o; (o = getopt(argc, argv, "+h")) != -1;)
        help(o == 'h' ? stdout : stderr);
    if (argc - optind != 2)
        help(stderr);

    const char *path = argv[optind], *word = argv[optind + 1];
    unsigned number;
    size_t len = strlen(word), zeros = strspn(word, "0");
    if (!len || strspn(word, "0123456789") != len || len - zeros > 9 ||
        sscanf(word, "%u", &number) != 1 || !(number & 0xff))
        help(stderr);
    if (number > 0xff)
        warnx("only 8 bits of the id %u count: 0x%02x", number, number & 0xff);

    struct stat s;
    key_t k;
    if (stat(path, &s))
        err(1, "%s", path);
    if (errno = 0, (k = ftok(path, (int)number)) == -1 && errno)
        err(1, "ftok: %s", path);
    printf("key=0x%08x\nid=0x%02x\ndev=0x%02x\nino=0x%04x\n", (unsigned)k,
           number & 0xff, (unsigned)(s.st_dev & 0xff),
           (unsigned)(s.st_ino & 0xffff));
    if (fflush(stdout))
        err(1, "stdout");
}
