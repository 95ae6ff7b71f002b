/*
 * Defensive and verbose: options by hand; mincore by chunks, what smaps says on stderr;
 * SIGBUS (no memory left for a page) is an error and not the end; write(2).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/types.h>
#include <unistd.h>

static const char me[] = "06_shm_lock";
static const char synopsis[] = "usage: 06_shm_lock [-u] SHMID\n";

static sigjmp_buf no_memory;

static void on_sigbus(int signo)
{
    (void)signo;
    siglongjmp(no_memory, 1);
}

static int system_error(const char *call)
{
    fprintf(stderr, "%s: %s: %s\n", me, call, strerror(errno));
    return 1;
}

static int usage_error(const char *reason)
{
    fprintf(stderr, "%s: %s\n%s", me, reason, synopsis);
    return 2;
}

static bool write_all(const char *text, size_t left)
{
    while (left > 0) {
        ssize_t n = write(STDOUT_FILENO, text, left);

        if (n > 0) {
            text += n;
            left -= (size_t)n;
        } else if (n == 0 || errno != EINTR) {
            return false;
        }
    }
    return true;
}

static bool parse_shmid(const char *word, int *shmid)
{
    unsigned long value = 0;

    if (*word == '\0')
        return false;
    while (*word != '\0') {
        if (*word < '0' || *word > '9')
            return false;
        value = value * 10 + (unsigned long)(*word++ - '0');
        if (value > INT_MAX)
            return false;
    }
    *shmid = (int)value;
    return true;
}

/* Sums the Rss lines of the mappings inside [from, from + bytes); -1 if there is none. */
static long smaps_kb(const void *from, size_t bytes)
{
    FILE *smaps = fopen("/proc/self/smaps", "re");
    unsigned long first = (unsigned long)from, start, end, kb;
    bool inside = false, seen = false;
    long sum = 0;
    char line[8192];

    if (smaps == NULL)
        return -1;
    while (fgets(line, sizeof line, smaps) != NULL) {
        if (sscanf(line, "%lx-%lx ", &start, &end) == 2) {
            inside = start >= first && start < first + bytes;
            seen = seen || inside;
        } else if (inside && sscanf(line, "Rss: %lu kB", &kb) == 1) {
            sum += (long)kb;
        }
    }
    fclose(smaps);
    if (!seen) {
        errno = ENOENT;
        return -1;
    }
    return sum;
}

/* kB of the segment in memory, whoever brought them in, by 256 pages a time; -1 on error. */
static long resident_kb(const char *from, size_t bytes, size_t page)
{
    unsigned char in_memory[256];
    size_t chunk = page * sizeof in_memory;
    long pages = 0;

    for (size_t at = 0; at < bytes; at += chunk) {
        size_t here = bytes - at < chunk ? bytes - at : chunk;

        memset(in_memory, 0, sizeof in_memory);
        if (mincore((void *)(from + at), here, in_memory) != 0)
            return -1;
        for (size_t i = 0; i < (here + page - 1) / page; i++)
            if (in_memory[i] & 1)
                pages++;
    }
    return pages * (long)(page / 1024);
}

static void touch(const volatile char *segment, size_t bytes, size_t step)
{
    for (size_t at = 0; at < bytes; at += step)
        (void)segment[at];
    (void)segment[bytes - 1];
}

int main(int argc, char *argv[])
{
    volatile bool unlock = false; /* longjmp(3) must not lose it */
    int arg, shmid;

    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);

    for (arg = 1; arg < argc && argv[arg][0] == '-' && argv[arg][1] != '\0';
         arg++) {
        if (strcmp(argv[arg], "--") == 0) {
            arg++;
            break;
        }
        for (const char *flag = argv[arg] + 1; *flag != '\0'; flag++) {
            if (*flag == 'h')
                return write_all(synopsis, sizeof synopsis - 1)
                           ? 0
                           : system_error("standard output");
            if (*flag != 'u')
                return usage_error("no such option");
            unlock = true;
        }
    }
    if (argc - arg != 1 || !parse_shmid(argv[arg], &shmid))
        return usage_error("one SHMID, a whole number");

    const char *segment = shmat(shmid, NULL, SHM_RDONLY);
    if (segment == (const char *)-1)
        return system_error("shmat");
    struct shmid_ds ds;
    if (shmctl(shmid, IPC_STAT, &ds) != 0)
        return system_error("shmctl IPC_STAT");
    if (shmctl(shmid, unlock ? SHM_UNLOCK : SHM_LOCK, NULL) != 0)
        return system_error(unlock ? "shmctl SHM_UNLOCK" : "shmctl SHM_LOCK");

    const long page_size = sysconf(_SC_PAGESIZE);
    const size_t page = page_size >= 1024 ? (size_t)page_size : 4096;
    const long before = resident_kb(segment, ds.shm_segsz, page);
    if (before < 0)
        return system_error("mincore");

    if (!unlock) {
        struct sigaction action = {.sa_handler = on_sigbus};

        sigemptyset(&action.sa_mask);
        if (sigaction(SIGBUS, &action, NULL) != 0)
            return system_error("sigaction");
        if (sigsetjmp(no_memory, 1) != 0) {
            fprintf(stderr, "%s: no memory for a page of the segment\n", me);
            return 1;
        }
        touch(segment, ds.shm_segsz, page);
        signal(SIGBUS, SIG_DFL);
    }

    const long after = resident_kb(segment, ds.shm_segsz, page);
    if (after < 0)
        return system_error("mincore");
    const long mapped = smaps_kb(segment, ds.shm_segsz);
    if (mapped >= 0)
        fprintf(stderr, "%s: smaps: %ld kB of it are mapped by this process\n",
                me, mapped);
    if (shmctl(shmid, IPC_STAT, &ds) != 0)
        return system_error("shmctl IPC_STAT");
    const bool locked = (ds.shm_perm.mode & SHM_LOCKED) != 0;
    if (shmdt(segment) != 0)
        return system_error("shmdt");
    if (locked == unlock)
        fprintf(stderr, "%s: somebody else has changed the lock meanwhile\n",
                me);

    char text[200];
    int n = snprintf(
        text, sizeof text,
        "bytes=%zu\nlocked=%s\nresident_before=%ld\nresident_after=%ld\n",
        ds.shm_segsz, locked ? "yes" : "no", before, after);
    if (n < 0 || (size_t)n >= sizeof text || !write_all(text, (size_t)n))
        return system_error("standard output");
    return 0;
}
