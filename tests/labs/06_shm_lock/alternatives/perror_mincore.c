/* Plain old style: getopt, perror; attached to read only, mincore counts, a volatile read touches. */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/types.h>
#include <unistd.h>

static const char usage_line[] = "usage: 06_shm_lock [-u] SHMID\n";

static void usage(void)
{
    fputs(usage_line, stderr);
    exit(2);
}

static void fatal(const char *s)
{
    perror(s);
    exit(EXIT_FAILURE);
}

static unsigned long resident(void *p, size_t bytes, size_t page)
{
    unsigned char *map;
    size_t i, pages;
    unsigned long n;

    pages = (bytes + page - 1) / page;
    map = malloc(pages);
    if (map == NULL)
        fatal("06_shm_lock: malloc");
    if (mincore(p, bytes, map) == -1)
        fatal("06_shm_lock: mincore");
    n = 0;
    for (i = 0; i < pages; i++)
        n += map[i] & 1;
    free(map);
    return n * (page / 1024);
}

int main(int argc, char **argv)
{
    struct shmid_ds ds;
    volatile char *touch;
    void *memory;
    char *end;
    size_t bytes, page, i;
    unsigned long before, after;
    long shmid;
    int c, unlock;

    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    unlock = 0;
    while ((c = getopt(argc, argv, "+uh")) != -1)
        if (c == 'u')
            unlock = 1;
        else if (c == 'h') {
            fputs(usage_line, stdout);
            if (fflush(stdout) == EOF)
                fatal("06_shm_lock: stdout");
            exit(EXIT_SUCCESS);
        } else
            usage();
    if (argc != optind + 1 || !isdigit((unsigned char)*argv[optind]))
        usage();
    errno = 0;
    shmid = strtol(argv[optind], &end, 10);
    if (errno || *end || shmid > INT_MAX)
        usage();

    if (shmctl((int)shmid, IPC_STAT, &ds) == -1)
        fatal("06_shm_lock: shmctl IPC_STAT");
    bytes = ds.shm_segsz;
    page = (size_t)sysconf(_SC_PAGESIZE);
    memory = shmat((int)shmid, NULL, SHM_RDONLY);
    if (memory == (void *)-1)
        fatal("06_shm_lock: shmat");
    if (shmctl((int)shmid, unlock ? SHM_UNLOCK : SHM_LOCK, NULL) == -1)
        fatal(unlock ? "06_shm_lock: shmctl SHM_UNLOCK"
                     : "06_shm_lock: shmctl SHM_LOCK");

    before = resident(memory, bytes, page);
    if (!unlock) {
        touch = memory;
        for (i = 0; i < bytes; i += page)
            (void)touch[i];
    }
    after = resident(memory, bytes, page);
    if (shmctl((int)shmid, IPC_STAT, &ds) == -1)
        fatal("06_shm_lock: shmctl IPC_STAT");
    /* exit() detaches */

    printf("resident_before=%lu\n", before);
    printf("resident_after=%lu\n", after);
    printf("locked=%s\n", ds.shm_perm.mode & SHM_LOCKED ? "yes" : "no");
    if (fflush(stdout) == EOF || ferror(stdout))
        fatal("06_shm_lock: stdout");
    exit(EXIT_SUCCESS);
}
