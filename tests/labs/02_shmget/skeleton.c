/* 02_shmget.c - turn a key and a size into a shared memory segment.
 *
 *     $ ./02_shmget -c -s 4096 Makefile 83
 *     shmid=3
 *     key=0x53010a2b
 *     bytes=4096
 *     mode=0600
 *     $ ./02_shmget -cx -s 4096 Makefile 83
 *     02_shmget: shmget: File exists
 *
 * The segment outlives both runs: `ipcs -m` lists it, `ipcrm -m 3` removes it.
 */
#define _DEFAULT_SOURCE
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/shm.h>
#include <unistd.h>

static const char *self; /* argv[0], for the usage line */

static _Noreturn void usage(int status)
{
    fprintf(status == 0 ? stdout : stderr,
            "usage: %s [-c [-x]] [-m MODE] [-s BYTES] {FILE ID | -p}\n", self);
    if (fflush(stdout) != 0 || ferror(stdout))
        err(1, "stdout");
    exit(status);
}

/* The whole of text as a number from 0 to max.  Anything else is exit 2. */
static long number(const char *what, const char *text, int base, long max)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, base);
    if (isdigit((unsigned char)*text) && !*end && !errno && value <= max)
        return value;
    warnx(base == 8 ? "%s: '%s' is not an octal number from 0 to 0%lo"
                    : "%s: '%s' is not a whole number from 0 to %ld",
          what, text, max);
    usage(2);
}

int main(int argc, char *argv[])
{
    self = argv[0];
    const char *given['z'] = {NULL};
    for (int opt; (opt = getopt(argc, argv, "+cxm:s:ph")) != -1;) {
        if (opt == 'h' || opt == '?')
            usage(opt == 'h' ? 0 : 2);
        given[opt] = optarg != NULL ? optarg : "";
    }
    bool private = given['p'] != NULL; /* a new segment every time */
    bool create = given['c'] != NULL || private;
    bool exclusive = given['x'] != NULL; /* means nothing without IPC_CREAT */
    if (argc - optind != (private ? 0 : 2) || (exclusive && !create))
        usage(2);

    /* A new segment is yours alone, whatever your umask says.  To open one is
       to ask for rights: 0400 is to read it.  Size 0 takes it as large as it
       is; to ask for more than it holds is EINVAL. */
    size_t size = create ? 512 : 0;
    if (given['s'] != NULL)
        size = (size_t)number("BYTES", given['s'], 10, LONG_MAX);
    int shmflg = create ? 0600 : 0400;
    if (given['m'] != NULL)
        shmflg = (int)number("MODE", given['m'], 8, 0777);

    key_t key = IPC_PRIVATE;
    if (!private) {
        int id = (int)number("ID", argv[optind + 1], 10, INT_MAX);
        if ((id & 0xff) == 0)
            warnx("ID: the low 8 bits of %d are 0: see 01_ftok", id), usage(2);
        key = ftok(argv[optind], id);
        if (key == -1)
            err(1, "ftok: %s", argv[optind]);
    }

    int shmid = -1;
    bool made = false;
    do {
        /* TODO 1: If create is set, make a segment for key, of size bytes,
           with the mode that is in shmflg.  If there is one already the call
           must fail, so that success says: I made it.  DESCRIPTION in
           shmget(2). */

        (void)size, (void)shmflg;
        errno = ENOSYS; /* what an unsolved lab reports */
        /* end of TODO 1 */
        made = shmid != -1;

        /* TODO 2: Open the segment that is there, in two cases: (a) create is
           not set; (b) it is, TODO 1 failed because the segment exists, and
           exclusive is not set.  Here shmflg asks for rights, and there is
           nothing to create.  ERRORS in shmget(2).  (After ENOENT the loop
           goes round again: somebody has just removed it.) */

        if (shmid == -1 && !exclusive) {
            if (create)
                warn("shmget, TODO 1"); /* how that has ended */
            errno = ENOSYS;
        }
        /* end of TODO 2 */
    } while (create && shmid == -1 && errno == ENOENT);
    if (shmid == -1)
        err(1, "shmget");

    /* The kernel's word: an older segment keeps its own size and mode. */
    signal(SIGPIPE, SIG_IGN); /* a reader that is gone is an error, below */
    struct shmid_ds ds;
    bool known = shmctl(shmid, IPC_STAT, &ds) != -1;
    if (known)
        printf("shmid=%d\nkey=0x%08x\nbytes=%zu\nmode=%04o\n", shmid,
               (unsigned)key, (size_t)ds.shm_segsz, ds.shm_perm.mode & 0777U);
    if (known && fflush(stdout) == 0 && !ferror(stdout))
        return 0;

    warn("%s", known ? "stdout" : "shmctl IPC_STAT");

    /* TODO 3: The id could not be told, so who asked for the segment will not
       remove it.  Remove it here if this run has made it, and only then.  If
       that fails, too, say so by warn(3), but not if it is gone already: who
       knows the key may remove it (EINVAL, EIDRM).  IPC_RMID in shmctl(2). */

    errno = ENOSYS;
    if (made)
        warn("shmctl IPC_RMID");
    /* end of TODO 3 */
    return 1;
}
