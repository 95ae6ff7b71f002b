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

    /* IPC_STAT needs the right to read, IPC_RMID only an owner: a segment of
       mode 0000 can be removed by somebody who cannot look at it. */
    bool readable = shmctl(shmid, IPC_STAT, &ds) != -1;
    if (!readable && (errno != EACCES || !remove || set))
        err(1, "shmctl IPC_STAT");

    if (readable) {
        printf("uid=%lu\n", (unsigned long)ds.shm_perm.uid);
        printf("mode=%04o\n", ds.shm_perm.mode & 0777U);
        printf("bytes=%zu\n", (size_t)ds.shm_segsz);
        printf("nattch=%lu\n", (unsigned long)ds.shm_nattch);
    }

    if (set) {
        /* IPC_SET takes uid, gid and nine mode bits, and it takes all three: a
           buffer that IPC_STAT did not fill would give the segment away. */
        ds.shm_perm.mode = (unsigned short)mode;
        if (shmctl(shmid, IPC_SET, &ds) == -1)
            err(1, "shmctl IPC_SET");

        printf("mode_set=%04o\n", (unsigned)mode);
    }

    /* Two who remove the same segment both want it gone: EINVAL and EIDRM say
       that somebody else was faster, which is no failure. */
    if (remove && shmctl(shmid, IPC_RMID, NULL) == -1 && errno != EINVAL &&
        errno != EIDRM)
        err(1, "shmctl IPC_RMID");

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
