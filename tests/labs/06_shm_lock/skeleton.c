/* 06_shm_lock.c - lock a segment into memory, and see what that does not do.
 *
 *     $ ./06_shm_lock 3
 *     locked=yes
 *     resident_before=0
 *     resident_after=64
 *
 * (kB.)  Locking loads no page: it keeps in memory what somebody touches.  It
 * keeps no process out, ends with no process (-u unlocks), and needs no root,
 * only room in RLIMIT_MEMLOCK (`ulimit -l`).
 */
#define _DEFAULT_SOURCE
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

#ifndef SHM_LOCKED
int main(void)
{
    errx(1, "this system cannot lock a segment: SHM_LOCK is Linux's own");
}
#else

static const char *self; /* argv[0], for the usage line */

static _Noreturn void usage(int status)
{
    fprintf(status == 0 ? stdout : stderr, "usage: %s [-u] SHMID\n", self);
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

/* How many kB of the pages at addr are in memory, whoever brought them. */
static size_t resident(void *addr, size_t pages, size_t page)
{
    unsigned char *vec = malloc(pages);
    if (vec == NULL)
        err(1, "malloc");
    if (mincore(addr, pages * page, vec) == -1)
        err(1, "mincore");
    size_t count = 0;
    for (size_t i = 0; i < pages; i++)
        count += vec[i] & 1;
    free(vec);
    return count * page / 1024;
}

int main(int argc, char *argv[])
{
    self = argv[0];
    bool unlock = false;
    for (int opt; (opt = getopt(argc, argv, "+uh")) != -1; unlock = true)
        if (opt != 'u')
            usage(opt == 'h' ? 0 : 2);
    if (argc - optind != 1)
        usage(2);
    int shmid = (int)number("SHMID", argv[optind], INT_MAX);

    /* Attach first: what cannot be attached should not stay locked. */
    char *shmaddr = shmat(shmid, NULL, SHM_RDONLY);
    if (shmaddr == (void *)-1)
        err(1, "shmat");

    /* TODO 1: Lock the segment into memory; unlock it, if unlock is set.  On
       failure say which of the two it was and why, and exit 1 (err(3)): errno
       has more than one reason.  SHM_LOCK in shmctl(2). */

    errno = ENOSYS; /* what an unsolved lab reports */
    err(1, "shmctl %s", unlock ? "SHM_UNLOCK" : "SHM_LOCK");
    /* end of TODO 1 */

    struct shmid_ds ds;
    if (shmctl(shmid, IPC_STAT, &ds) == -1)
        err(1, "shmctl IPC_STAT");
    printf("locked=%s\n", ds.shm_perm.mode & SHM_LOCKED ? "yes" : "no");

    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    /* TODO 2: How many pages, of page bytes each, does the segment take?  It
       may end anywhere in its last one.  ds has its size: shmctl(2). */

    errno = ENOSYS;
    warn("pages");
    size_t pages = 1;
    /* end of TODO 2 */

    printf("resident_before=%zu\n", resident(shmaddr, pages, page));

    /* TODO 3: Touch every page, so that it comes into memory; but not if unlock
       is set.  Attached to read, so touch means read, of each page one byte.
       The compiler may leave out a read whose value nobody wants, unless it
       goes through a pointer to volatile. */

    errno = ENOSYS;
    if (!unlock)
        warn("touch");
    /* end of TODO 3 */

    printf("resident_after=%zu\n", resident(shmaddr, pages, page));

    if (shmdt(shmaddr) == -1)
        err(1, "shmdt");
    if (fflush(stdout) != 0 || ferror(stdout))
        err(1, "stdout");
    return 0;
}
#endif
