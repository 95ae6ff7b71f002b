// Modern and compact: err(3), getopt, IPC_STAT only as a test, all facts from /proc/sysvipc/shm.
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

struct seg {
    int id;
    unsigned mode, uid, gid;
    unsigned long bytes, nattch;
};

static _Noreturn void usage(FILE *out)
{
    fputs("usage: 05_ipc_rmid [-n] [-m MODE] SHMID\n", out);
    if (out == stderr)
        exit(2);
    if (fflush(out))
        err(1, "stdout");
    exit(0);
}

static int number(const char *s, const char *digits, int base, int max)
{
    errno = 0;
    unsigned long n = strtoul(s, NULL, base);
    if (!*s || s[strspn(s, digits)] || errno || n > (unsigned long)max)
        usage(stderr);
    return (int)n;
}

// Is there such a segment?  Any user may ask the table in /proc.
static bool look(int id, struct seg *s)
{
    struct shmid_ds ds;
    if (shmctl(id, IPC_STAT, &ds) && errno != EACCES)
        return false;
    FILE *f = fopen("/proc/sysvipc/shm", "re");
    if (!f)
        err(1, "/proc/sysvipc/shm");
    bool found = false;
    for (char line[1000]; !found && fgets(line, sizeof line, f);)
        found =
            sscanf(line, "%*d %d %o %lu %*d %*d %lu %u %u", &s->id, &s->mode,
                   &s->bytes, &s->nattch, &s->uid, &s->gid) == 6 &&
            s->id == id;
    fclose(f);
    s->mode &= 0777;
    errno = EINVAL;
    return found;
}

int main(int argc, char **argv)
{
    bool keep = false;
    int mode = -1;
    signal(SIGPIPE, SIG_IGN), signal(SIGXFSZ, SIG_IGN);
    for (int o; (o = getopt(argc, argv, "+hnm:")) != -1;)
        if (o == 'n')
            keep = true;
        else if (o == 'm')
            mode = number(optarg, "01234567", 8, 0777);
        else
            usage(o == 'h' ? stdout : stderr);
    if (argc - optind != 1)
        usage(stderr);
    int id = number(argv[optind], "0123456789", 10, INT_MAX);

    struct seg s;
    if (!look(id, &s))
        err(1, "shmctl");
    printf("bytes=%lu\nnattch=%lu\nuid=%u\nmode=%04o\n", s.bytes, s.nattch,
           s.uid, s.mode);
    if (mode >= 0) {
        struct shmid_ds set = {.shm_perm = {.uid = s.uid,
                                            .gid = s.gid,
                                            .mode = (unsigned short)mode}};
        if (shmctl(id, IPC_SET, &set))
            err(1, "shmctl IPC_SET");
        if (!look(id, &s))
            err(1, "shmctl");
        printf("mode_set=%04o\n", s.mode);
    }
    if (!keep && shmctl(id, IPC_RMID, NULL))
        err(1, "shmctl IPC_RMID");
    bool there = look(id, &s);
    printf("nattch_left=%lu\nstate=%s\n", there ? s.nattch : 0,
           !there ? "gone"
           : keep ? "alive"
                  : "dest");
    if (ferror(stdout) || fflush(stdout))
        err(1, "stdout");
}
