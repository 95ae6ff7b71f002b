/* needs.c - can this machine do what a check is about to ask for?
 *
 * A limit of the machine is not a fault of the program.  So the judge itself
 * asks first, in a cage, as the program would: as the same user, with the same
 * limits.  What cannot be had there makes the check a SKIP with the reason.
 *
 * Sources: shmget(2), semget(2), fork(2), shmctl(2), getrlimit(2); proc(5) for
 * /proc/sys/kernel/{shmmax,shmall,shmmni,shm_rmid_forced,sem}.
 */
#define _GNU_SOURCE
#include "judge.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- in the cage: 0, or the errno that says why not ---- */

static int try_segments(long count, long bytes)
{
    int ids[64], n = 0, number = 0;
    for (; n < count && n < 64; n++) {
        ids[n] = shmget(IPC_PRIVATE, (size_t)bytes, IPC_CREAT | 0600);
        if (ids[n] == -1) {
            number = errno;
            break;
        }
    }
    while (n-- > 0)
        shmctl(ids[n], IPC_RMID, NULL);
    return number;
}

static int try_sets(long count, long unused)
{
    (void)unused;
    int ids[16], n = 0, number = 0;
    for (; n < count && n < 16; n++) {
        ids[n] = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
        if (ids[n] == -1) {
            number = errno;
            break;
        }
    }
    while (n-- > 0)
        semctl(ids[n], 0, IPC_RMID);
    return number;
}

/* All of them at a time: each waits for the end of a pipe. */
static int try_processes(long count, long unused)
{
    int gate[2], number = 0;
    char byte;
    (void)unused;
    if (pipe(gate) == -1)
        return errno;
    for (long i = 0; i < count && number == 0; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            close(gate[1]);
            _exit(read(gate[0], &byte, 1) == 0 ? 0 : 1);
        }
        number = pid == -1 ? errno : 0;
    }
    close(gate[1]);
    while (wait(NULL) != -1 || errno == EINTR)
        continue;
    return number;
}

static int try_locked(long bytes, long unused)
{
    (void)unused;
    int id = shmget(IPC_PRIVATE, (size_t)bytes, IPC_CREAT | 0600);
    int number = id == -1 ? errno : 0;
    if (id != -1 && shmctl(id, SHM_LOCK, NULL) == -1)
        number = errno;
    if (id != -1)
        shmctl(id, IPC_RMID, NULL);
    return number;
}

/* ---- what is said of it ---- */

static void why_no_segments(struct text *why, int number, long count,
                            long bytes)
{
    text_printf(why, "this machine has no room for %ld segment%s of %ld bytes",
                count, count == 1 ? "" : "s", bytes);
    if (number == ENOSPC || number == EINVAL)
        text_printf(why, ": kernel.%s (ipcs -lm)",
                    number == EINVAL ? "shmmax" : "shmmni or kernel.shmall");
}

static void why_no_sets(struct text *why, int number, long count, long unused)
{
    (void)unused;
    text_printf(why, "this machine has no room for %ld semaphore set%s", count,
                count == 1 ? "" : "s");
    if (number == ENOSPC || number == EINVAL)
        text_printf(why, ": kernel.sem (ipcs -ls)");
}

static void why_no_processes(struct text *why, int number, long count,
                             long unused)
{
    (void)number, (void)unused;
    text_printf(why,
                "this machine does not let a program start %ld processes "
                "(ulimit -u, or a limit of the container)",
                count);
}

static void why_no_lock(struct text *why, int number, long bytes, long unused)
{
    struct rlimit limit;
    (void)number, (void)unused;
    text_printf(why, "a program may not lock %ld kB into memory here",
                bytes / 1024);
    if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 &&
        limit.rlim_cur != RLIM_INFINITY)
        text_printf(why, ": RLIMIT_MEMLOCK (ulimit -l) is %lu kB",
                    (unsigned long)limit.rlim_cur / 1024);
}

static const struct need {
    const char *name;
    int (*can)(long count, long bytes);
    void (*why_not)(struct text *why, int number, long count, long bytes);
} needs[] = {
    {"segments", try_segments, why_no_segments},
    {"sets", try_sets, why_no_sets},
    {"processes", try_processes, why_no_processes},
    {"locked", try_locked, why_no_lock},
};

const struct need *need_of(const char *name)
{
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (strcmp(needs[i].name, name) == 0)
            return &needs[i];
    return NULL;
}

/* In a namespace of its own, if that can be: the first id of the check's own
   namespace, 0, is for the program. */
int need_try(const struct need *need, long count, long bytes)
{
    if (mode.namespaces)
        unshare(CLONE_NEWIPC);
    return need->can(count, bytes);
}

void need_tell(const struct need *need, struct text *why, int number,
               long count, long bytes)
{
    need->why_not(why, number, count, bytes);
    text_printf(why, " (%s)", strerror(number));
}

/* Without a namespace: a segment that the kernel takes away by itself is none
   that a check can look at. */
bool segments_last(void)
{
    char byte = '0';
    FILE *file = fopen("/proc/sys/kernel/shm_rmid_forced", "re");
    if (file != NULL) {
        byte = (char)fgetc(file);
        fclose(file);
    }
    return byte != '1';
}
