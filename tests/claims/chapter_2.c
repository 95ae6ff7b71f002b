/* chapter_2.c - shmget(): section 4.1 of the article. */
#define _GNU_SOURCE
#include "claims.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int by_sys_shm_h_alone(key_t key, size_t size);

static void rounded(void)
{
    key_t key = unused_key();
    int shmid = make(key, 100, IPC_CREAT | 0600);
    char *shmaddr = attach(shmid, 0);
    EXPECT(stat_of(shmid).shm_segsz == 100);
    EXPECT(!write_faults(shmaddr + page_size() - 1));
    EXPECT(shmget(key, 101, 0600) == -1 && errno == EINVAL);
    EXPECT(shmget(key, 100, 0600) == shmid);
    evidence(
        "100 bytes asked for: the kernel says %zu, and to open it with 101 "
        "is EINVAL; but byte %zu can be written",
        (size_t)stat_of(shmid).shm_segsz, page_size() - 1);
}

static void headers(void)
{
    need_segments(100);
    int shmid = made(by_sys_shm_h_alone(IPC_PRIVATE, 100));
    EXPECT(shmid != -1);
    EXPECT(shmctl(shmid, IPC_RMID, NULL) == 0);
    evidence(
        "headers.c includes sys/shm.h alone: it compiled, and made segment "
        "%d",
        shmid);
}

static void create_or_open(void)
{
    key_t key = unused_key();
    int made = get(key, 100, IPC_CREAT | 0600);
    EXPECT(made != -1 && get(key, 100, 0600) == made);
    evidence("the first call made segment %d, the second opened it", made);
}

static void size_zero(void)
{
    key_t key = unused_key();
    EXPECT(get(key, 0, IPC_CREAT | 0600) == -1 && errno == EINVAL);
    int shmid = make(key, 100, IPC_CREAT | 0600);
    EXPECT(shmget(key, 0, 0600) == shmid && shmget(key, 7, 0600) == shmid);
    evidence(
        "0 is EINVAL to create, and opens whatever is there; so does 7, of a "
        "segment of 100");
}

static void creat(void)
{
    key_t key = unused_key();
    EXPECT(get(key, 100, 0600) == -1 && errno == ENOENT);
    EXPECT(get(key, 100, IPC_CREAT | 0600) != -1);
    evidence("without IPC_CREAT: ENOENT; with it: a segment");
}

static void excl(void)
{
    key_t key = unused_key();
    EXPECT(get(key, 100, IPC_EXCL | 0600) == -1 && errno == ENOENT);
    int shmid = get(key, 100, IPC_CREAT | IPC_EXCL | 0600);
    EXPECT(shmid != -1);
    EXPECT(get(key, 100, IPC_EXCL | 0600) == shmid); /* alone: no effect */
    EXPECT(get(key, 100, IPC_CREAT | IPC_EXCL | 0600) == -1 && errno == EEXIST);
    evidence("IPC_CREAT | IPC_EXCL on an existing segment: EEXIST; IPC_EXCL "
             "alone opened it");
}

static void like_open(void)
{
    umask(077);
    int shmid = make(unused_key(), 100, IPC_CREAT | 0666);
    unsigned mode = stat_of(shmid).shm_perm.mode & 0777U;
    EXPECT(mode == 0666);
    evidence("0666 under umask 077: open() would make 0600, shmget() made %04o",
             mode);
}

static void execute(void)
{
    no_privileges();
    int plain = new_segment(100);
    int with_x = make(IPC_PRIVATE, 100, IPC_CREAT | 0700);
    EXPECT(shmat(plain, NULL, SHM_EXEC) == (void *)-1 && errno == EACCES);
    char *shmaddr = shmat(with_x, NULL, SHM_EXEC), line[256];
    EXPECT(shmaddr != (void *)-1);
    map_line(shmaddr, line, sizeof line);
    EXPECT(strstr(line, "rwx") != NULL);
    evidence("SHM_EXEC on mode 0600: EACCES; on 0700: mapped rwxs");
}

static void id_or_minus_one(void)
{
    need_namespace();
    int first = make(unused_key(), 100, IPC_CREAT | 0600);
    EXPECT(first == 0);
    EXPECT(shmget(unused_key(), 100, 0600) == -1);
    evidence(
        "the first id in a new namespace is %d: \"if (shmid)\" and \"<= 0\" "
        "are no tests",
        first);
}

static void resizes(void)
{
    key_t key = unused_key();
    int shmid = make(key, 100, IPC_CREAT | 0600);
    EXPECT(get(key, 200, IPC_CREAT | 0600) == -1 && errno == EINVAL);
    EXPECT(get(key, 50, IPC_CREAT | 0600) == shmid);
    EXPECT(stat_of(shmid).shm_segsz == 100);
    evidence("of 100 bytes: asked for 200, EINVAL; asked for 50, opened, still "
             "%zu",
             (size_t)stat_of(shmid).shm_segsz);
}

static void disk_full(void)
{
    need_namespace();
    FILE *shmmni = fopen("/proc/sys/kernel/shmmni", "w");
    if (shmmni == NULL || fputs("2\n", shmmni) == EOF || fclose(shmmni) != 0)
        not_here("needs to set /proc/sys/kernel/shmmni: %s", strerror(errno));
    int one = new_segment(100), two = new_segment(100);
    EXPECT(one != two);
    EXPECT(get(IPC_PRIVATE, 100, IPC_CREAT | 0600) == -1 && errno == ENOSPC);
    EXPECT(shmctl(one, IPC_RMID, NULL) == 0);
    EXPECT(get(IPC_PRIVATE, 100, IPC_CREAT | 0600) != -1);
    evidence(
        "shmmni set to 2: the third segment is ENOSPC; one removed, and it "
        "can be made");
}

static void decimal(void)
{
    int shmid = get(unused_key(), 100, IPC_CREAT | 666);
    EXPECT(shmid != -1);
    unsigned mode = mode_of(shmid) & 0777;
    EXPECT(mode == (666 & 0777) && mode == 0232);
    evidence("IPC_CREAT | 666 made mode %04o, which its owner cannot read",
             mode);
}

const struct claim chapter_2[] = {
    {"4.1", IMPRECISE, "The size is rounded up to whole pages.",
     "The memory is, the segment is not: its size is what was asked for.",
     rounded},
    {"4.1", IMPRECISE, "It needs sys/ipc.h and sys/shm.h.",
     "sys/shm.h is enough; it brings the other.", headers},
    {"4.1", IS_TRUE, "shmget() creates a segment or opens one.",
     "Which of the two it did you learn only with IPC_EXCL.", create_or_open},
    {"4.1", IMPRECISE, "size is the segment's length in bytes.",
     "To create. To open it is the least that will do, and 0 always does.",
     size_zero},
    {"4.1", IS_TRUE, "IPC_CREAT: create it if it does not exist.",
     "And open it if it does.", creat},
    {"4.1", IMPRECISE, "IPC_EXCL: fail if it exists.",
     "Only together with IPC_CREAT; alone it does nothing.", excl},
    {"4.1", IMPRECISE, "The mode bits are as those of open().",
     "They look alike, but no umask takes any of them away.", like_open},
    {"4.1", IS_FALSE, "Execute permission is not used.",
     "SHM_EXEC asks for it, and maps the segment so that it can be run.",
     execute},
    {"4.1", IS_TRUE, "It returns the id, or -1.",
     "And 0 is an id: compare with -1.", id_or_minus_one},
    {"heard", IS_FALSE, "shmget() with another size resizes the segment.",
     "A segment never changes its size.", resizes},
    {"heard", IS_FALSE, "ENOSPC means that a disk is full.",
     "Too many segments (shmmni), or pages (shmall), in this namespace.",
     disk_full},
    {"heard", IS_FALSE, "666 will do for 0666.",
     "Without the 0 it is a decimal number, with other bits.", decimal},
    {0}};
