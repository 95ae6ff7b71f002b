/* chapter_6.c - SHM_LOCK: section 4.4 of the article. */
#define _GNU_SOURCE
#include "claims.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SHM_LOCKED
#define SHM_LOCKED 02000
#endif

/* Lock, or say why that cannot be tried. */
static void lock(int shmid)
{
    struct rlimit limit;
    int result = shmctl(shmid, SHM_LOCK, NULL), number = errno;
    if (result == -1 && getrlimit(RLIMIT_MEMLOCK, &limit) == 0)
        not_here("SHM_LOCK: %s; `ulimit -l` is %ju kB", strerror(number),
                 (uintmax_t)limit.rlim_cur / 1024);
    EXPECT(result == 0);
}

static bool locked(int shmid)
{
    return stat_of(shmid).shm_perm.mode & SHM_LOCKED;
}

static void limit_to(size_t bytes)
{
    struct rlimit limit = {bytes, bytes};
    if (setrlimit(RLIMIT_MEMLOCK, &limit) == -1)
        not_here("needs `ulimit -l` of %zu kB", bytes / 1024);
}

static void superuser(void)
{
    no_privileges();
    int shmid = new_segment(page_size());
    lock(shmid);
    EXPECT(locked(shmid));
    evidence("uid %u, without capabilities, locked segment %d: mode %04o",
             (unsigned)geteuid(), shmid, stat_of(shmid).shm_perm.mode & 07777U);
}

static void limits(void)
{
    no_privileges();
    int shmid = new_segment(2 * page_size());
    limit_to(page_size());
    EXPECT(shmctl(shmid, SHM_LOCK, NULL) == -1 && errno == ENOMEM);
    limit_to(0);
    EXPECT(shmctl(shmid, SHM_LOCK, NULL) == -1 && errno == EPERM);
    evidence("two pages under a limit of one: ENOMEM; under a limit of 0: "
             "EPERM");
}

static void unlocks(void)
{
    int shmid = new_segment(100);
    lock(shmid);
    EXPECT(locked(shmid));
    EXPECT(shmctl(shmid, SHM_UNLOCK, NULL) == 0 && !locked(shmid));
    EXPECT(shmctl(shmid, SHM_UNLOCK, NULL) == 0);
    evidence("locked, then not; a second SHM_UNLOCK is 0 as well");
}

static void keeps_out(void)
{
    int shmid = new_segment(100);
    char *shmaddr = attach(shmid, 0);
    lock(shmid);
    pid_t other = start();
    if (other == 0) {
        *attach(shmid, 0) = 'B';
        _exit(0);
    }
    EXPECT(went_well(other) && *shmaddr == 'B' && locked(shmid));
    evidence("while it was locked another process attached it and wrote '%c'",
             *shmaddr);
}

static void swapped(void)
{
    not_here("it would need this machine's memory full, and its swap space");
}

static void resident_at_once(void)
{
    int shmid = new_segment(8 * page_size());
    lock(shmid);
    long after_lock = resident(shmid);
    EXPECT(after_lock == 0);
    char *shmaddr = attach(shmid, 0);
    for (size_t i = 0; i < 8; i++)
        shmaddr[i * page_size()] = 1;
    EXPECT(resident(shmid) == 8 * (long)page_size());
    evidence("%ld kB in memory after the lock, %ld when its pages had been "
             "touched",
             after_lock, resident(shmid) / 1024);
}

static long faults_to_touch(int shmid)
{
    volatile char *shmaddr = attach(shmid, 0);
    long before = minor_faults();
    for (size_t i = 0; i < 8; i++)
        shmaddr[i * page_size()] = 1;
    return minor_faults() - before;
}

static void faster(void)
{
    int shmid = new_segment(8 * page_size());
    lock(shmid);
    long with = faults_to_touch(shmid), without = LONG_MAX;

    /* On a busy day there are faults that are not ours: the least counts. */
    for (int turn = 0; turn < 10; turn++) {
        long faults = faults_to_touch(new_segment(8 * page_size()));
        without = faults < without ? faults : without;
    }
    EXPECT(with >= without && with > 0);
    evidence("the first touch of 8 pages: %ld page faults locked, %ld not "
             "locked",
             with, without);
}

static void ends_with_process(void)
{
    int shmid = new_segment(100);
    pid_t child = start();
    if (child == 0) {
        attach(shmid, 0);
        lock(shmid);
        _exit(0);
    }
    EXPECT(went_well(child));
    EXPECT(locked(shmid) && nattch_of(shmid) == 0);
    evidence("who locked it has ended, nattch is 0, and it is locked");
}

static void counted_as_mlock(void)
{
    int shmid = new_segment(8 * page_size());
    char *shmaddr = attach(shmid, 0);
    lock(shmid);
    for (size_t i = 0; i < 8; i++)
        shmaddr[i * page_size()] = 1;
    long kb = status_kb("VmLck");
    EXPECT(kb == 0);
    evidence("VmLck of the process that locked and touched 8 pages: %ld kB",
             kb);
}

const struct claim chapter_6[] = {
    {"4.4", IS_FALSE, "SHM_LOCK is for the superuser.",
     "Its owner may, within RLIMIT_MEMLOCK (since Linux 2.6.10).", superuser},
    {"heard", IS_FALSE, "EPERM from SHM_LOCK means: you are not root.",
     "Not yours, or a limit of 0. A limit that is too small is ENOMEM.",
     limits},
    {"4.4", IS_TRUE, "SHM_UNLOCK unlocks it.",
     "Once is enough, however often it was locked.", unlocks},
    {"4.4", IS_TRUE, "A locked segment is not closed to other processes.",
     "It is a lock on memory, no mutex.", keeps_out},
    {"4.4", IMPRECISE, "Locked memory is not swapped to virtual memory.",
     "To swap space; virtual memory is what every process has.", swapped},
    {"4.4", IMPRECISE, "A locked segment is in memory all the time.",
     "Each page, from its first touch on.", resident_at_once},
    {"4.4", IMPRECISE, "So a locked segment is faster.",
     "It saves reading back from swap; the first touch it saves nobody.",
     faster},
    {"heard", IS_FALSE, "The lock ends with the process that took it.",
     "The segment is locked, not the process: until SHM_UNLOCK.",
     ends_with_process},
    {"heard", IS_FALSE, "VmLck in /proc/PID/status shows the lock.",
     "That is mlock()'s. Look for \"locked\" in ipcs -m, mode 02000.",
     counted_as_mlock},
    {0}};
