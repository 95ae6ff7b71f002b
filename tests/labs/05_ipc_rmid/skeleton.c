/* 05_ipc_rmid.c - look at a segment, perhaps change its mode, remove it.
 *
 *     $ ./05_ipc_rmid 3                           # while 04 holds it attached
 *     uid=1000
 *     mode=0600
 *     bytes=4096
 *     nattch=1
 *     state=dest
 *     nattch_left=1
 *
 * Removal has two phases: the key goes at once, the memory goes with the last
 * detach.  Nobody attached: state=gone.
 */
#define _DEFAULT_SOURCE
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/shm.h>
#include <unistd.h>

static const char *self; /* argv[0], for the usage line */

static _Noreturn void usage(int status)
{
    fprintf(status == 0 ? stdout : stderr, "usage: %s [-n] [-m MODE] SHMID\n",
            self);
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
    for (int opt; (opt = getopt(argc, argv, "+nm:h")) != -1;) {
        if (opt == 'h' || opt == '?')
            usage(opt == 'h' ? 0 : 2);
        given[opt] = optarg != NULL ? optarg : "";
    }
    if (argc - optind != 1)
        usage(2);
    bool remove = given['n'] == NULL, set = given['m'] != NULL;
    int mode = set ? (int)number("MODE", given['m'], 8, 0777) : 0;
    int shmid = (int)number("SHMID", argv[optind], 10, INT_MAX);

    struct shmid_ds ds;

    /* TODO 1: Ask the kernel for the segment's facts, into ds.  "readable" says
       whether it gave them.  A failure is "shmctl IPC_STAT: ...", exit 1.  One
       is none: without the right to read one may still remove.  So if errno is
       EACCES, "remove" is true and "set" is not, go on, with "readable" false.
       ERRORS in shmctl(2). */

    bool readable = false;
    errno = ENOSYS; /* what an unsolved lab reports */
    err(1, "shmctl IPC_STAT");
    /* end of TODO 1 */

    if (readable) {
        printf("uid=%lu\n", (unsigned long)ds.shm_perm.uid);
        printf("mode=%04o\n", ds.shm_perm.mode & 0777U);
        printf("bytes=%zu\n", (size_t)ds.shm_segsz);
        printf("nattch=%lu\n", (unsigned long)ds.shm_nattch);
    }

    if (set) {
        /* TODO 2: Give the segment this mode, and leave its owner and group as
           they are.  On failure: "shmctl IPC_SET: ...", exit 1.  IPC_SET in
           shmctl(2) (a cast may be needed: mode is an int here). */

        errno = ENOSYS;
        err(1, "shmctl IPC_SET");
        /* end of TODO 2 */

        printf("mode_set=%04o\n", (unsigned)mode);
    }

    /* TODO 3: If "remove" is true, remove the segment.  That somebody else has
       removed it since TODO 1 (EINVAL, EIDRM) is no failure; all others are:
       "shmctl IPC_RMID: ...", exit 1.  IPC_RMID and ERRORS in shmctl(2). */

    errno = ENOSYS;
    if (remove)
        err(1, "shmctl IPC_RMID");
    /* end of TODO 3 */

    /* Does the id still lead to something, and is that marked?  With -n only
       somebody else can have done it.  (Elsewhere than on Linux an id may lead
       nowhere after IPC_RMID, attached or not.) */
    bool there = shmctl(shmid, IPC_STAT, &ds) != -1;
    if (!there && errno != EINVAL && errno != EIDRM && errno != EACCES)
        err(1, "shmctl IPC_STAT");
    bool gone = !there && errno != EACCES, dest = remove;
#ifdef SHM_DEST /* a mode bit of Linux */
    dest = dest || (there && (ds.shm_perm.mode & SHM_DEST) != 0);
#endif
    printf("state=%s\n", gone ? "gone" : dest ? "dest" : "alive");
    if (there && dest)
        printf("nattch_left=%lu\n", (unsigned long)ds.shm_nattch);
    if (fflush(stdout) != 0 || ferror(stdout))
        err(1, "stdout");
    return 0;
}
