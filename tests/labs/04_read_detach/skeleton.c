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

    /* TODO 1: Attach the segment where the kernel likes, and ask for no other
       right than to read it.  On failure: "shmat: ...", exit 1.  shmat(2). */

    errno = ENOSYS; /* what an unsolved lab reports */
    const char *shmaddr = NULL;
    (void)shmaddr;
    err(1, "shmat");
    /* end of TODO 1 */

    struct shmid_ds ds;
    if (shmctl(shmid, IPC_STAT, &ds) == -1)
        err(1, "shmctl IPC_STAT");

    char *text = malloc(ds.shm_segsz);
    if (text == NULL)
        err(1, "malloc");

    /* TODO 2: Copy the C string at the start of the segment to text, its NUL
       included.  Perhaps there is no NUL: then say so and exit 1 (errx(3)).
       Whatever the segment holds, read no byte behind its end.  The writer may
       be at work: what you have seen there may be gone, only the copy is sure,
       and memccpy(3) may look twice.  ds has the kernel's facts. */

    errno = ENOSYS;
    warn("text");
    snprintf(text, ds.shm_segsz, "?");
    /* end of TODO 2 */

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

    /* TODO 3: Detach the segment.  On failure: "shmdt: ...", exit 1.
       shmdt(2). */

    errno = ENOSYS;
    warn("shmdt");
    /* end of TODO 3 */

    /* TODO 4: Ask the kernel for the segment's facts again, into ds.  "there",
       a bool, says whether it gave them: it does not if the segment is gone by
       now, which two values of errno can say.  Any other failure is "shmctl
       IPC_STAT: ...", exit 1.  ERRORS in shmctl(2). */

    errno = ENOSYS;
    warn("shmctl IPC_STAT");
    bool there = true;
    /* end of TODO 4 */
    if (!given['r'] && there)
        printf("nattch_after=%lu\n", (unsigned long)ds.shm_nattch);
    else if (!given['r'])
        printf("nattch_after=gone\n");
    if (fflush(stdout) != 0 || ferror(stdout))
        err(1, "stdout");
    return 0;
}
