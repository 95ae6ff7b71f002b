// Modern and compact: err(3), getopt, one calloc'ed image of the whole segment and one memcpy, wrote first.
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <unistd.h>

static _Noreturn void usage(FILE *out)
{
    fputs("usage: 03_attach_write [-k] SHMID [TEXT]\n", out);
    if (out == stderr)
        exit(2);
    if (fflush(out))
        err(1, "stdout");
    exit(0);
}

int main(int argc, char **argv)
{
    bool keep = false;
    signal(SIGPIPE, SIG_IGN), signal(SIGXFSZ, SIG_IGN);
    for (int o; (o = getopt(argc, argv, "+kh")) != -1;)
        if (o == 'k')
            keep = true;
        else
            usage(o == 'h' ? stdout : stderr);
    argc -= optind, argv += optind;
    if (argc != 1 && argc != 2)
        usage(stderr);
    errno = 0;
    unsigned long n = strtoul(argv[0], NULL, 10);
    if (!*argv[0] || argv[0][strspn(argv[0], "0123456789")] || errno ||
        n > INT_MAX)
        usage(stderr);

    const int id = (int)n;
    char *seg = shmat(id, NULL, 0);
    if (seg == (void *)-1)
        err(1, "shmat");
    struct shmid_ds ds;
    if (shmctl(id, IPC_STAT, &ds))
        err(1, "shmctl");

    const size_t size = ds.shm_segsz;
    char *image = calloc(size, 1);
    if (!image)
        err(1, "calloc");
    size_t len =
        argc == 2 ? strnlen(argv[1], size) : fread(image, 1, size, stdin);
    if (argc == 1 && ferror(stdin))
        err(1, "stdin");
    if (len >= size)
        errx(1, "too long: %zu bytes hold %zu and a NUL", size, size - 1);
    if (argc == 2)
        memcpy(image, argv[1], len);
    memcpy(seg, image, size);

    printf("wrote=%zu\naddress=%p\nnattch=%lu\n", len, (void *)seg,
           (unsigned long)ds.shm_nattch);
    if (fflush(stdout))
        err(1, "stdout");
    for (int c; keep && (c = getchar()) != EOF && c != '\n';) {
    }
    if (shmdt(seg))
        err(1, "shmdt");
}
