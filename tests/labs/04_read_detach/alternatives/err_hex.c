// Modern and compact: err(3), memchr over a private copy, hex escapes for control bytes, UTF-8 as it is.
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
    fputs("usage: 04_read_detach [-kr] SHMID\n", out);
    if (out == stderr)
        exit(2);
    if (fflush(out))
        err(1, "stdout");
    exit(0);
}

static struct shmid_ds stat_of(int id)
{
    struct shmid_ds ds = {.shm_nattch = 0};
    if (shmctl(id, IPC_STAT, &ds) && errno != EIDRM && errno != EINVAL)
        err(1, "shmctl");
    return ds;
}

int main(int argc, char **argv)
{
    bool keep = false, raw = false;
    signal(SIGPIPE, SIG_IGN), signal(SIGXFSZ, SIG_IGN);
    for (int o; (o = getopt(argc, argv, "+krh")) != -1;)
        if (o == 'k')
            keep = true;
        else if (o == 'r')
            raw = true;
        else
            usage(o == 'h' ? stdout : stderr);
    if (argc - optind != 1)
        usage(stderr);
    const char *word = argv[optind];
    int id = 0, parsed = 0;
    if (!*word || strspn(word, "0123456789") != strlen(word))
        usage(stderr);
    while (*word == '0' && word[1])
        word++;
    long long n;
    if (strlen(word) > 10 || sscanf(word, "%lld%n", &n, &parsed) != 1 ||
        word[parsed] || n > INT_MAX)
        usage(stderr);
    id = (int)n;

    const char *seg = shmat(id, NULL, SHM_RDONLY);
    if (seg == (void *)-1)
        err(1, "shmat");
    const struct shmid_ds ds = stat_of(id);
    const char *nul = memchr(seg, 0, ds.shm_segsz);
    if (!nul)
        errx(1, "no NUL within %zu bytes", ds.shm_segsz);
    const size_t len = (size_t)(nul - seg);
    if (!len)
        errx(1, "an empty string");
    char *copy = calloc(len + 1, 1);
    if (!copy)
        err(1, "calloc");
    memcpy(copy, seg, len);

    if (raw)
        fwrite(copy, 1, len, stdout);
    else {
        printf("nattch_before=%lu\ntext=", (unsigned long)ds.shm_nattch);
        for (const unsigned char *c = (unsigned char *)copy; *c; c++)
            if (*c == '\\')
                printf("\\\\");
            else if (*c == '\n')
                printf("\\n");
            else if (*c < ' ' || *c == 0x7f)
                printf("\\x%02x", *c);
            else
                putchar(*c);
        puts("");
    }
    if (keep) {
        if (fflush(stdout))
            err(1, "stdout");
        for (int c; (c = getchar()) != EOF && c != '\n';) {
        }
    }
    if (shmdt(seg))
        err(1, "shmdt");
    if (!raw)
        printf("nattch_after=%lu\n", (unsigned long)stat_of(id).shm_nattch);
    if (ferror(stdout) || fflush(stdout))
        err(1, "stdout");
}
