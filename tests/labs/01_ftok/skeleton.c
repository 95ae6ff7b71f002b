/* 01_ftok.c - make a key from a file and an id, and show what it is made of.
 *
 *     $ ./01_ftok README.md 83
 *     key=0x53010a2b
 *     id=0x53
 *     dev=0x01
 *     ino=0x0a2b
 *
 * The file's name is not in the key: a link to README.md gives the same key,
 * and a file that is moved over it another one.  Nor is the key unique: 8 bits
 * of id, 8 of device and 16 of inode are all that is left of the three.
 */
#define _DEFAULT_SOURCE
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *self; /* argv[0], for the usage line */

static _Noreturn void usage(int status)
{
    fprintf(status == 0 ? stdout : stderr, "usage: %s FILE ID\n", self);
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
    int opt = getopt(argc, argv, "+h");
    if (opt != -1 || argc - optind != 2)
        usage(opt == 'h' ? 0 : 2);
    const char *path = argv[optind];
    long id = number("ID", argv[optind + 1], INT_MAX);

    /* ftok() drops all but the low 8 bits, and does not say so.  POSIX leaves
       it open what becomes of an id whose low 8 bits are 0. */
    if ((id & 0xff) == 0) {
        warnx("ID: the low 8 bits of %ld are 0, ftok() needs another", id);
        usage(2);
    }
    if (id > 0xff)
        warnx("ID: ftok() uses 8 bits: %ld is the same as %ld", id, id & 0xff);

    /* TODO 1: Make the key of path and id.  On failure say why, "ftok: PATH:
       ...", and exit 1 (err(3) does both).  Which values of a key are failure,
       which are just keys?  RETURN VALUE in ftok(3). */

    errno = ENOSYS; /* what an unsolved lab reports */
    key_t key = -1;
    err(1, "ftok: %s", path);
    /* end of TODO 1 */

    /* ftok() looked at no more than this: neither the name nor the bytes in
       the file can change the key. */
    struct stat sb;
    if (stat(path, &sb) == -1)
        err(1, "stat: %s", path);

    printf("key=0x%08x\n", (unsigned)key);

    /* TODO 2: Print what the key is made of: those bits of id, of the device
       and of the inode that ftok() takes, as three facts: id=, dev=, ino=, in
       hexadecimal, as above.  stat(2) says what is in sb, NOTES in ftok(3) how
       many bits. */

    errno = ENOSYS;
    warn("id, dev, ino");
    /* end of TODO 2 */

    /* Buffered output fails late: unchecked, a full disk would be exit 0. */
    if (fflush(stdout) != 0 || ferror(stdout))
        err(1, "stdout");
    return 0;
}
