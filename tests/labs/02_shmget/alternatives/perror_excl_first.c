/* Plain old style: getopt and strtoul, IPC_EXCL first and only then a look for an old segment. */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/types.h>
#include <unistd.h>

#define USAGE "usage: 02_shmget [-c [-x]] [-m MODE] [-s BYTES] {FILE ID | -p}\n"

static void usage(void)
{
    fprintf(stderr, USAGE);
    exit(2);
}

static unsigned long number(const char *s, int base, unsigned long max)
{
    char *end;
    unsigned long n;

    if (!isdigit((unsigned char)*s))
        usage();
    errno = 0;
    n = strtoul(s, &end, base);
    if (errno != 0 || *end != '\0' || n > max)
        usage();
    return n;
}

int main(int argc, char **argv)
{
    struct shmid_ds ds;
    int cflag, xflag, pflag, mflag, sflag;
    int c, shmid, made, mode;
    size_t bytes;
    unsigned long id;
    key_t key;

    cflag = xflag = pflag = mflag = sflag = 0;
    mode = 0600;
    bytes = 512;
    made = 0;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);

    while ((c = getopt(argc, argv, "+cxm:s:ph")) != -1) {
        switch (c) {
        case 'c':
            cflag = 1;
            break;
        case 'x':
            xflag = 1;
            break;
        case 'p':
            pflag = 1;
            break;
        case 'm':
            mflag = 1;
            mode = (int)number(optarg, 8, 0777);
            break;
        case 's':
            sflag = 1;
            bytes = number(optarg, 10, ULONG_MAX);
            break;
        case 'h':
            printf(USAGE);
            if (fflush(stdout) == EOF) {
                perror("02_shmget: stdout");
                exit(EXIT_FAILURE);
            }
            exit(EXIT_SUCCESS);
        default:
            usage();
        }
    }
    argc -= optind;
    argv += optind;
    if ((xflag && !cflag) || argc != (pflag ? 0 : 2))
        usage();

    if (pflag) {
        key = IPC_PRIVATE;
        shmid = shmget(key, bytes, mode);
        made = shmid != -1;
    } else {
        id = number(argv[1], 10, ULONG_MAX);
        if ((id & 0xff) == 0)
            usage();
        if (id > 0xff)
            fprintf(stderr, "02_shmget: of id %lu only 8 bits count: %lu\n", id,
                    id & 0xff);
        errno = 0;
        key = ftok(argv[0], (int)id);
        if (key == -1 && errno != 0) {
            perror("02_shmget: ftok");
            exit(EXIT_FAILURE);
        }
        do {
            shmid = -1;
            if (cflag) {
                shmid = shmget(key, bytes, IPC_CREAT | IPC_EXCL | mode);
                made = shmid != -1;
                if (!made && (errno != EEXIST || xflag))
                    break;
            }
            if (!made)
                shmid = shmget(key, 0, mflag ? mode : 0400);
        } while (shmid == -1 && errno == ENOENT && cflag);
    }
    if (shmid == -1) {
        perror("02_shmget: shmget");
        exit(EXIT_FAILURE);
    }

    if (shmctl(shmid, IPC_STAT, &ds) == -1) {
        perror("02_shmget: shmctl IPC_STAT");
        if (made)
            shmctl(shmid, IPC_RMID, NULL);
        exit(EXIT_FAILURE);
    }
    if (!made && sflag && ds.shm_segsz < bytes) {
        fprintf(stderr, "02_shmget: segment %d has no more than %lu bytes\n",
                shmid, (unsigned long)ds.shm_segsz);
        exit(EXIT_FAILURE);
    }
    printf("mode=%04o\n", ds.shm_perm.mode & 0777);
    printf("bytes=%lu\n", (unsigned long)ds.shm_segsz);
    printf("key=0x%08x\n", (unsigned)key);
    printf("shmid=%d\n", shmid);
    if (ferror(stdout) || fflush(stdout) == EOF) {
        perror("02_shmget: stdout");
        if (made)
            shmctl(shmid, IPC_RMID, NULL);
        exit(EXIT_FAILURE);
    }
    exit(EXIT_SUCCESS);
}
