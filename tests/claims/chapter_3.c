/* chapter_3.c - shmat(): section 4.2 of the article, and its writer. */
#define _GNU_SOURCE
#include "claims.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int by_sys_shm_h_alone(key_t key, size_t size);

static void must_attach(void)
{
    int shmid = new_segment(100);
    char *shmaddr = attach(shmid, 0);
    struct gate inherited = new_gate(), seen = new_gate();
    pid_t child = start();
    if (child == 0) {
        *shmaddr = 'A'; /* and it never called shmat() */
        pass(inherited);
        await(seen);
        _exit(0);
    }
    await(inherited);
    unsigned long nattch = nattch_of(shmid);
    EXPECT(nattch == 2 && *shmaddr == 'A');
    pass(seen);
    EXPECT(went_well(child));
    evidence("after fork() nattch is %lu, and the child wrote 'A' by its "
             "parent's pointer",
             nattch);
}

static void null_address(void)
{
    int shmid = new_segment(100);
    char *one = attach(shmid, 0), *other = attach(shmid, 0);
    EXPECT(one != NULL && other != NULL && one != other);
    evidence("twice NULL: %p and %p", (void *)one, (void *)other);
}

static void given_address(void)
{
    int shmid = new_segment(page_size());
    char *taken = attach(shmid, 0);
    EXPECT(shmat(shmid, taken, 0) == (void *)-1 && errno == EINVAL);
    EXPECT(shmdt(taken) == 0);
    EXPECT(shmat(shmid, taken + 1, 0) == (void *)-1 && errno == EINVAL);
    EXPECT(shmat(shmid, taken, 0) == taken); /* free now */
    evidence("a free address: %p; taken: EINVAL; no multiple of SHMLBA: EINVAL",
             (void *)taken);
}

static void types_header(void)
{
    need_segments(100);
    int shmid = made(by_sys_shm_h_alone(IPC_PRIVATE, 100));
    EXPECT(shmid != -1);
    EXPECT(shmctl(shmid, IPC_RMID, NULL) == 0);
    evidence("headers.c does without, and attached");
}

static void data_segment(void)
{
    void *before = sbrk(0);
    char line[256];
    struct rlimit limit;
    EXPECT(getrlimit(RLIMIT_DATA, &limit) == 0);
    struct rlimit tiny = {4096, limit.rlim_max};
    EXPECT(setrlimit(RLIMIT_DATA, &tiny) == 0);
    char *shmaddr = attach(new_segment(1 << 20), 0);
    EXPECT(sbrk(0) == before && setrlimit(RLIMIT_DATA, &limit) == 0);
    map_line(shmaddr, line, sizeof line);
    EXPECT(strstr(line, "SYSV") != NULL);
    evidence(
        "1 MiB attached under RLIMIT_DATA 4096; the break did not move; in "
        "/proc/self/maps it is a mapping of its own, %s",
        strstr(line, "/SYSV"));
}

static void read_write(void)
{
    no_privileges();
    int shmid = get(IPC_PRIVATE, 100, IPC_CREAT | 0400);
    EXPECT(shmid != -1);
    EXPECT(shmat(shmid, NULL, 0) == (void *)-1 && errno == EACCES);
    attach(shmid, SHM_RDONLY);
    evidence("mode 0400, flags 0: EACCES; with SHM_RDONLY it is attached");
}

static void round_down(void)
{
    int shmid = new_segment(page_size());
    EXPECT(shmat(shmid, NULL, SHM_RND) != (void *)-1); /* as without */
    char *free_one = attach(shmid, 0);
    EXPECT(shmdt(free_one) == 0);
    EXPECT(shmat(shmid, free_one + 100, SHM_RND) == free_one);
    evidence("%p was rounded down to %p", (void *)(free_one + 100),
             (void *)free_one);
}

static void address_or_minus_one(void)
{
    int shmid = new_segment(100);
    EXPECT(shmctl(shmid, IPC_RMID, NULL) == 0);
    void *failed = shmat(shmid, NULL, 0);
    EXPECT(failed != NULL && failed == (void *)-1);
    EXPECT((uintptr_t)failed == UINTPTR_MAX);
    EXPECT(read_faults(failed));
    evidence("failure is %p: not NULL, and as an address the highest of all, "
             "never below 0",
             failed);
}

static void cleared(void)
{
    int shmid = new_segment(512);
    char *shmaddr = attach(shmid, 0);
    size_t zeros = 0;
    for (size_t i = 0; i < 512; i++)
        zeros += shmaddr[i] == 0;
    EXPECT(zeros == 512);
    strcpy(shmaddr, "yours");
    EXPECT(shmdt(shmaddr) == 0);
    shmaddr = attach(shmid, 0); /* a second writer */
    EXPECT(strcmp(shmaddr, "yours") == 0);
    memset(shmaddr, 0, 512);
    EXPECT(*shmaddr == 0);
    evidence("a new segment was all zeros already; of an old one it destroyed "
             "\"yours\"");
}

static void fits(void)
{
    int shmid = new_segment(4);
    char *shmaddr = attach(shmid, 0);
    strcpy(shmaddr, "how are you");
    EXPECT(stat_of(shmid).shm_segsz == 4);
    EXPECT(strcmp(shmaddr, "how are you") == 0);
    evidence("a segment of %zu bytes took \"%s\", and nothing said a word",
             (size_t)stat_of(shmid).shm_segsz, shmaddr);
}

static void pointers(void)
{
    int shmid = new_segment(100);
    char *one = attach(shmid, 0), *other = attach(shmid, 0);
    strcpy(one + 50, "text");
    char *absolute = one + 50;
    size_t offset = 50;
    memcpy(one, &absolute, sizeof absolute);
    EXPECT(shmdt(one) == 0); /* now as a process that has only the other */
    memcpy(&absolute, other, sizeof absolute);
    EXPECT(read_faults(absolute));
    EXPECT(strcmp(other + offset, "text") == 0);
    evidence("the address that one attachment had stored was SIGSEGV for the "
             "other; the offset %zu led to \"text\"",
             offset);
}

static void counts_processes(void)
{
    int shmid = new_segment(100);
    attach(shmid, 0);
    attach(shmid, SHM_RDONLY);
    unsigned long nattch = nattch_of(shmid);
    EXPECT(nattch == 2);
    evidence("one process attached it twice: nattch %lu", nattch);
}

const struct claim chapter_3[] = {
    {"1, 4.2", IMPRECISE,
     "Each process that wants to use a segment must call shmat().",
     "Or descend from one that did: fork() hands attachments on.", must_attach},
    {"4.2", IS_TRUE, "With NULL the system chooses the address.",
     "Another one for each attachment.", null_address},
    {"4.2", IMPRECISE, "Else it is mapped at the address that you give.",
     "If that is free, and a multiple of SHMLBA. It is no hint: else EINVAL.",
     given_address},
    {"4.2", IMPRECISE, "It needs sys/types.h.",
     "Not for a long time: sys/shm.h is enough.", types_header},
    {"4.2", IS_FALSE, "It is mapped into the process's data segment.",
     "It is a mapping of its own, as of a file, away from data and heap.",
     data_segment},
    {"4.2", IMPRECISE, "shmflg 0: the segment can be read and written.",
     "0 asks for both, and fails where mode does not grant both.", read_write},
    {"4.2", IS_TRUE, "SHM_RND counts only if shmaddr is not NULL.",
     "Then the address is rounded down to a multiple of SHMLBA.", round_down},
    {"4.2", IMPRECISE, "It returns the address, or -1.",
     "(void *)-1. \"< 0\" never finds it, nor does a test for NULL.",
     address_or_minus_one},
    {"5", IMPRECISE, "bzero() clears the segment for the writer.",
     "A new one is all zeros; of an old one it takes what others wrote.",
     cleared},
    {"5", IMPRECISE, "strcpy() puts the text into the segment.",
     "It does not know the size, and neither page nor kernel stops it in time.",
     fits},
    {"heard", IS_FALSE, "A pointer in the segment leads all to the same place.",
     "Each attachment has its own addresses: store offsets.", pointers},
    {"heard", IS_FALSE, "nattch is the number of processes.", "Of attachments.",
     counts_processes},
    {0}};
