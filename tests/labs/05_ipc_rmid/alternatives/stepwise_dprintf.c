/*
 * Defensive and verbose: options and digits by hand, each fact told at once by dprintf,
 * the owner and the group untouched by IPC_SET, three ways to learn what IPC_STAT denies.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/types.h>
#include <unistd.h>

#define ME "05_ipc_rmid"
#define SYNOPSIS "usage: " ME " [-n] [-m MODE] SHMID\n"

static bool output_failed;
static int output_errno;

static void fact(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void fact(const char *format, ...)
{
    va_list list;

    if (output_failed)
        return;
    va_start(list, format);
    if (vdprintf(STDOUT_FILENO, format, list) < 0) {
        output_failed = true;
        output_errno = errno;
    }
    va_end(list);
}

/* The exit status; a fact that was not written makes it 1. */
static int leave(int status)
{
    if (output_failed) {
        fprintf(stderr, ME ": standard output: %s\n", strerror(output_errno));
        return 1;
    }
    return status;
}

static int system_error(const char *what)
{
    fprintf(stderr, ME ": %s: %s\n", what, strerror(errno));
    return leave(1);
}

static int usage_error(const char *what)
{
    fprintf(stderr, ME ": %s\n" SYNOPSIS, what);
    return 2;
}

static int parse_number(const char *word, int base, int most)
{
    long long n = 0;

    if (word == NULL || *word == '\0')
        return -1;
    for (; *word != '\0'; word++) {
        int digit = *word - '0';

        if (digit < 0 || digit >= base)
            return -1;
        n = n * base + digit;
        if (n > most)
            return -1;
    }
    return (int)n;
}

static bool from_index(int index, int shmid, struct shmid_ds *ds)
{
    return shmctl(index, SHM_STAT_ANY, ds) == shmid;
}

static bool from_proc(int shmid, struct shmid_ds *ds)
{
    FILE *table = fopen("/proc/sysvipc/shm", "r");
    char line[512];
    bool found = false;

    if (table == NULL)
        return false;
    while (!found && fgets(line, sizeof line, table) != NULL) {
        int id;
        unsigned mode, uid, gid;
        unsigned long bytes, nattch;

        if (sscanf(line, " %*s %d %o %lu %*s %*s %lu %u %u", &id, &mode, &bytes,
                   &nattch, &uid, &gid) != 6 ||
            id != shmid)
            continue;
        memset(ds, 0, sizeof *ds);
        ds->shm_perm.mode = (unsigned short)mode;
        ds->shm_perm.uid = uid;
        ds->shm_perm.gid = gid;
        ds->shm_segsz = bytes;
        ds->shm_nattch = nattch;
        found = true;
    }
    fclose(table);
    return found;
}

enum look { FOUND, ABSENT, UNKNOWN };

static enum look look(int shmid, struct shmid_ds *ds)
{
    struct shm_info info;
    int highest;

    memset(ds, 0, sizeof *ds);
    if (shmctl(shmid, IPC_STAT, ds) == 0)
        return FOUND;
    if (errno == EINVAL || errno == EIDRM)
        return ABSENT;
    if (errno != EACCES)
        return UNKNOWN;

    if (from_index(shmid % 32768, shmid, ds))
        return FOUND;
    highest = shmctl(0, SHM_INFO, (struct shmid_ds *)(void *)&info);
    for (int i = 0; i <= highest; i++)
        if (from_index(i, shmid, ds))
            return FOUND;
    if (from_proc(shmid, ds))
        return FOUND;

    if (shmctl(shmid, IPC_STAT, ds) == 0)
        return FOUND;
    return errno == EINVAL || errno == EIDRM ? ABSENT : UNKNOWN;
}

int main(int argc, char *argv[])
{
    bool remove_it = true;
    int new_mode = -1;
    int i;

    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);

    for (i = 1; i < argc; i++) {
        char *word = argv[i];

        if (word[0] != '-' || word[1] == '\0')
            break;
        if (strcmp(word, "--") == 0) {
            i++;
            break;
        }
        for (word++; *word != '\0'; word++) {
            if (*word == 'n') {
                remove_it = false;
            } else if (*word == 'h') {
                fact("%s", SYNOPSIS);
                return leave(0);
            } else if (*word == 'm') {
                const char *value = word[1] != '\0' ? word + 1
                                    : i + 1 < argc  ? argv[++i]
                                                    : NULL;

                new_mode = parse_number(value, 8, 0777);
                if (new_mode < 0)
                    return usage_error("-m needs an octal mode up to 0777");
                break;
            } else {
                return usage_error("unknown option");
            }
        }
    }
    if (argc - i != 1)
        return usage_error("one SHMID is needed");
    const int shmid = parse_number(argv[i], 10, INT_MAX);
    if (shmid < 0)
        return usage_error("SHMID is a whole number that fits into an int");

    struct shmid_ds ds;
    if (look(shmid, &ds) != FOUND)
        return system_error("shmctl IPC_STAT");
    fact("uid=%lu\n", (unsigned long)ds.shm_perm.uid);
    fact("mode=%04o\n", ds.shm_perm.mode & 0777u);
    fact("bytes=%zu\n", ds.shm_segsz);
    fact("nattch=%lu\n", (unsigned long)ds.shm_nattch);
    if (ds.shm_perm.mode & SHM_DEST)
        fprintf(stderr, ME ": it is marked for removal already\n");

    if (new_mode >= 0) {
        ds.shm_perm.mode = (unsigned short)new_mode;
        if (shmctl(shmid, IPC_SET, &ds) != 0)
            return system_error("shmctl IPC_SET");
        if (look(shmid, &ds) != FOUND)
            return system_error("shmctl IPC_STAT");
        fact("mode_set=%04o\n", ds.shm_perm.mode & 0777u);
        if ((ds.shm_perm.mode & 0777u) != (unsigned)new_mode) {
            fprintf(stderr, ME ": the kernel set another mode than %04o\n",
                    (unsigned)new_mode);
            return leave(1);
        }
    }

    if (remove_it && shmctl(shmid, IPC_RMID, NULL) != 0)
        return system_error("shmctl IPC_RMID");

    switch (look(shmid, &ds)) {
    case FOUND:
        fact("state=%s\n",
             remove_it || ds.shm_perm.mode & SHM_DEST ? "dest" : "alive");
        fact("nattch_left=%lu\n", (unsigned long)ds.shm_nattch);
        break;
    case ABSENT:
        fact("state=gone\n");
        fact("nattch_left=0\n");
        break;
    case UNKNOWN:
        return system_error("shmctl IPC_STAT");
    }
    return leave(0);
}
