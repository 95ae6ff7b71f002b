// Modern and compact: err(3), a lookup first and IPC_EXCL if nothing was found, SHM_STAT_ANY without the right to read.
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

static int made = -1; // the segment that this run has made

static void undo(void)
{
    if (made != -1)
        shmctl(made, IPC_RMID, NULL);
}

static _Noreturn void usage(FILE *out)
{
    fputs("usage: 02_shmget [-c [-x]] [-m MODE] [-s BYTES] {FILE ID | -p}\n",
          out);
    if (out == stdout && fflush(out))
        err(1, "stdout");
    exit(out == stdout ? 0 : 2);
}

static unsigned long whole(const char *s, const char *digits, int base,
                           unsigned long max)
{
    errno = 0;
    unsigned long n = strtoul(s, NULL, base);
    if (!*s || s[strspn(s, digits)] || errno || n > max) {
        warnx("'%s' is no number in range", s);
        usage(stderr);
    }
    return n;
}

// What IPC_STAT tells, also to the owner of a segment that he may not read.
static int stat_any(int id, struct shmid_ds *ds)
{
    int rc = shmctl(id, IPC_STAT, ds);
    if (rc == -1 && errno == EACCES) {
        struct shmid_ds info;
        int top = shmctl(0, IPC_INFO, &info);
        for (int i = 0; i <= top; i++)
            if (shmctl(i, SHM_STAT_ANY, ds) == id)
                return 0;
        errno = EACCES;
    }
    return rc;
}

int main(int argc, char **argv)
{
    bool create = false, exclusive = false, private = false;
    unsigned long mode = ULONG_MAX, size = ULONG_MAX;
    signal(SIGPIPE, SIG_IGN), signal(SIGXFSZ, SIG_IGN), atexit(undo);
    for (int o; (o = getopt(argc, argv, "+hcxpm:s:")) != -1;)
        if (o == 'c')
            create = true;
        else if (o == 'x')
            exclusive = true;
        else if (o == 'p')
    private = true;
    else if (o == 'm') mode = whole(optarg, "01234567", 8, 0777);
    else if (o == 's') size = whole(optarg, "0123456789", 10, ULONG_MAX - 1);
    else usage(o == 'h' ? stdout : stderr);
    argv += optind;
    if ((exclusive && !create) || argc - optind != (private ? 0 : 2))
        usage(stderr);

    int make = IPC_CREAT | IPC_EXCL | (mode == ULONG_MAX ? 0600 : (int)mode),
        id = -1;
    int rights = mode == ULONG_MAX ? 0400 : (int)mode;
    size_t new_size = size == ULONG_MAX ? 512 : size,
           old_size = size == ULONG_MAX ? 0 : size;
    key_t key = IPC_PRIVATE;
    if (!private) {
        unsigned long n = whole(argv[1], "0123456789", 10, INT_MAX);
        if (!(n & 0xff))
            warnx("id %lu is 0 in its low 8 bits", n), usage(stderr);
        errno = 0;
        if ((key = ftok(argv[0], (int)n)) == -1 && errno)
            err(1, "ftok: %s", argv[0]);
        if (!exclusive)
            id = shmget(key, old_size, rights);
    }
    for (; id == -1;
         id = exclusive || made != -1 ? id : shmget(key, old_size, rights)) {
        if (!private && !exclusive && (errno != ENOENT || !create))
            err(1, "shmget");
        id = made = shmget(key, new_size, make);
        if (id != -1)
            break;
        if (private || exclusive || errno != EEXIST)
            err(1, "shmget");
    }

    struct shmid_ds ds;
    if (stat_any(id, &ds))
        err(1, "shmctl");
    warnx("%s", made == id ? "it is new" : "it was there");
    printf("shmid=%d\nkey=0x%08x\nbytes=%zu\nmode=%04o\n", id, (unsigned)key,
           ds.shm_segsz, ds.shm_perm.mode & 0777);
    if (fflush(stdout))
        err(1, "stdout");
    made = -1;
}
