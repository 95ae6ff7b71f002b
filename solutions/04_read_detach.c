/* 04_read_detach.c - attach a segment to read it, trust nothing, detach.
 *
 *     $ ./04_read_detach 3
 *     text=how are you
 *     nattch_before=1
 *     nattch_after=0
 *     $ ./04_read_detach 3                        # and the text is still there
 *     text=how are you
 *     ...
 *
 * The last detach deletes nothing: nattch is 0 and the segment lives on.
 */
#define _DEFAULT_SOURCE
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <unistd.h>

static const char *self; /* argv[0], for the usage line */

static _Noreturn void usage(int status)
{
    fprintf(status == 0 ? stdout : stderr, "usage: %s [-kr] SHMID\n", self);
    if (fflush(stdout) != 0 || ferror(stdout))
        err(1, "stdout");
    exit(status);
}

/* The whole of text as a number from 0 to max.  Anything else is exit 2. */
static long number(const char *what, const char *text, long max)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (isdigit((unsigned char)*text) && !*end && !errno && value <= max)
        return value;
    warnx("%s: '%s' is not a whole number from 0 to %ld", what, text, max);
    usage(2);
}

/* Print text so that it stays on one line and cannot pass for another fact. */
static void print_text(const char *text)
{
    printf("text=");
    for (; *text != '\0'; text++)
        if (isprint((unsigned char)*text) && *text != '\\')
            putchar(*text);
        else if (*text == '\n')
            fputs("\\n", stdout);
        else
            printf("\\%03o", (unsigned char)*text);
    putchar('\n');
}

int main(int argc, char *argv[])
{
    self = argv[0];
    bool given['z'] = {false};
    for (int opt; (opt = getopt(argc, argv, "+krh")) != -1; given[opt] = true)
        if (opt == 'h' || opt == '?')
            usage(opt == 'h' ? 0 : 2);
    if (argc - optind != 1)
        usage(2);
    int shmid = (int)number("SHMID", argv[optind], INT_MAX);

    /* Who only reads asks for no more: this works where mode is 0400, and a
       stray write through the pointer would be SIGSEGV, not damage. */
    const char *shmaddr = shmat(shmid, NULL, SHM_RDONLY);
    if (shmaddr == (void *)-1)
        err(1, "shmat");

    struct shmid_ds ds;
    if (shmctl(shmid, IPC_STAT, &ds) == -1)
        err(1, "shmctl IPC_STAT");

    char *text = malloc(ds.shm_segsz);
    if (text == NULL)
        err(1, "malloc");

    /* Nobody promised a NUL, and a writer may be at work, between two looks of
       memccpy() as well: copy within bounds, and believe only the copy. */
    char *end = memccpy(text, shmaddr, '\0', ds.shm_segsz);
    if (end == NULL || end[-1] != '\0')
        errx(1, "segment %d: no NUL in %zu bytes", shmid, (size_t)ds.shm_segsz);

    if (*text == '\0')
        errx(1, "segment %d: empty: nobody has written a text yet", shmid);

    if (given['r'])
        fputs(text, stdout);
    else
        print_text(text);
    if (!given['r'])
        printf("nattch_before=%lu\n", (unsigned long)ds.shm_nattch);
    if (fflush(stdout) != 0 || ferror(stdout))
        err(1, "stdout");

    /* -k: stay attached until standard input ends or brings a line. */
    for (int c = 0; given['k'] && c != EOF && c != '\n';)
        c = getchar();

    /* From here on shmaddr leads nowhere: what was copied is all there is. */
    if (shmdt(shmaddr) == -1)
        err(1, "shmdt");

    /* Only a segment that was marked for removal goes with its last detach. */
    bool there = shmctl(shmid, IPC_STAT, &ds) != -1;
    if (!there && errno != EINVAL && errno != EIDRM)
        err(1, "shmctl IPC_STAT");
    if (!given['r'] && there)
        printf("nattch_after=%lu\n", (unsigned long)ds.shm_nattch);
    else if (!given['r'])
        printf("nattch_after=gone\n");
    if (fflush(stdout) != 0 || ferror(stdout))
        err(1, "stdout");
    return 0;
}
