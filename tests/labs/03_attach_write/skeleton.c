/* 03_attach_write.c - attach a segment, write a string into it, detach.
 *
 *     $ ./03_attach_write 3 "how are you"
 *     address=0x7f2ac1a3e000
 *     nattch=1
 *     wrote=11
 *     $ ./03_attach_write -k 3 "still here"   # attached until you press Enter
 *
 * The kernel chose the address, for this process and this run.  The text stays
 * in the segment after the process has gone: 04_read_detach finds it there.
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
    fprintf(status == 0 ? stdout : stderr, "usage: %s [-k] SHMID [TEXT]\n",
            self);
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

int main(int argc, char *argv[])
{
    self = argv[0];
    bool keep = false;
    for (int opt; (opt = getopt(argc, argv, "+kh")) != -1; keep = true)
        if (opt != 'k')
            usage(opt == 'h' ? 0 : 2);
    int operands = argc - optind;
    if (operands < 1 || operands > 2)
        usage(2);
    if (keep && operands == 1) {
        warnx("-k needs TEXT: standard input cannot be both text and signal");
        usage(2);
    }
    int shmid = (int)number("SHMID", argv[optind], INT_MAX);

    /* TODO 1: Attach the segment to read and to write, where the kernel likes.
       On failure say why, "shmat: ...", and exit 1 (err(3) does both).  Mind
       what failure looks like here: RETURN VALUE in shmat(2). */

    errno = ENOSYS; /* what an unsolved lab reports */
    char *shmaddr = NULL;
    err(1, "shmat");
    /* end of TODO 1 */

    /* Only the kernel knows how large the segment is.  The page that it lies
       in goes on behind it, so that writing too much would not even crash. */
    struct shmid_ds ds;
    if (shmctl(shmid, IPC_STAT, &ds) == -1)
        err(1, "shmctl IPC_STAT");

    /* Have the whole text before the first byte of the segment changes. */
    char *text = operands == 2 ? argv[optind + 1] : malloc(ds.shm_segsz);
    if (text == NULL)
        err(1, "malloc");
    size_t length =
        operands == 2 ? strlen(text) : fread(text, 1, ds.shm_segsz, stdin);
    if (ferror(stdin))
        err(1, "stdin");
    if (memchr(text, '\0', length) != NULL)
        errx(1,
             "text: it has a NUL byte inside, where every reader would stop");

    /* TODO 2: Write text, of length bytes (no NUL need follow them), as a C
       string to the start of the segment, and zeros behind it to the segment's
       last byte, and no further.  What does not fit as a C string is refused
       beforehand: a message, exit 1 (errx(3)), and not a byte of the segment
       has changed.  memcpy(3), memset(3). */

    errno = ENOSYS;
    warn("text");
    length = 0; /* so much for what was written */
    /* end of TODO 2 */

    printf("address=%p\n", (void *)shmaddr);
    printf("nattch=%lu\n", (unsigned long)ds.shm_nattch);
    printf("wrote=%zu\n", length);
    if (fflush(stdout) != 0 || ferror(stdout))
        err(1, "stdout");

    /* -k: stay attached until standard input ends or brings a line. */
    for (int c = 0; keep && c != EOF && c != '\n';)
        c = getchar();

    /* TODO 3: Detach the segment.  On failure: "shmdt: ...", exit 1.
       shmdt(2). */

    errno = ENOSYS;
    warn("shmdt");
    /* end of TODO 3 */
    return 0;
}
