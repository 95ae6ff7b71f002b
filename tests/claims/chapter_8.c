/* chapter_8.c - what comes after: limits, namespaces, other ways. */
#define _GNU_SOURCE
#include "claims.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static void everywhere(void)
{
    need_namespace();
    key_t key = unused_key();
    int shmid = make(key, 100, IPC_CREAT | 0600);
    EXPECT(exists(shmid));
    EXPECT(unshare(CLONE_NEWIPC) == 0); /* as a container has */
    EXPECT(!exists(shmid));
    EXPECT(shmget(key, 0, 0) == -1 && errno == ENOENT);
    evidence("in another IPC namespace segment %d and its key were unknown",
             shmid);
}

static void size_of_dev_shm(void)
{
    need_namespace();
    struct shm_info info;
    size_t page = page_size();
    int shmid = new_segment(16 * page);
    char *shmaddr = attach(shmid, 0);
    memset(shmaddr, 1, 16 * page);
    EXPECT(shmctl(0, SHM_INFO, (struct shmid_ds *)(void *)&info) != -1);
    EXPECT(info.shm_tot == 16);
    char name[64];
    snprintf(name, sizeof name, "/dev/shm/SYSV%08x", 0U);
    EXPECT(access(name, F_OK) == -1);
    evidence(
        "16 pages of a segment are in the kernel's own count (%lu), none in "
        "/dev/shm",
        info.shm_tot);
}

static void largest(void)
{
    need_namespace();
    FILE *shmmax = fopen("/proc/sys/kernel/shmmax", "w");
    if (shmmax == NULL || fputs("8192\n", shmmax) == EOF || fclose(shmmax) != 0)
        not_here("needs to set /proc/sys/kernel/shmmax: %s", strerror(errno));
    EXPECT(get(IPC_PRIVATE, 8193, IPC_CREAT | 0600) == -1 && errno == EINVAL);
    EXPECT(get(IPC_PRIVATE, 8192, IPC_CREAT | 0600) != -1);
    evidence("shmmax set to 8192: 8193 bytes are EINVAL");
}

static void outlives(void)
{
    key_t key = unused_key();
    pid_t maker = start();
    if (maker == 0) {
        int shmid = make(key, 100, IPC_CREAT | 0600);
        strcpy(attach(shmid, 0), "still here");
        _exit(0);
    }
    EXPECT(went_well(maker));
    int shmid = shmget(key, 0, 0400);
    EXPECT(nattch_of(shmid) == 0);
    EXPECT(strcmp(attach(shmid, SHM_RDONLY), "still here") == 0);
    evidence("its maker had ended, nattch was 0, and \"still here\" was read");
}

static void anonymous(void)
{
    char *shared = mmap(NULL, page_size(), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(shared != MAP_FAILED);
    pid_t child = start();
    if (child == 0) {
        *shared = 'A';
        _exit(0);
    }
    EXPECT(went_well(child) && *shared == 'A');
    evidence("mmap(MAP_SHARED | MAP_ANONYMOUS), then fork(): the child's 'A' "
             "was read, and there is nothing to remove");
}

static void posix_resizes(void)
{
    int fd = memfd_create("claim", MFD_CLOEXEC);
    EXPECT(fd != -1);
    EXPECT(ftruncate(fd, 100) == 0 && ftruncate(fd, 8192) == 0);
    struct stat sb;
    EXPECT(fstat(fd, &sb) == 0 && sb.st_size == 8192);
    close(fd);
    evidence("a memfd of 100 bytes became one of %ld; it has no name, and went "
             "with its last descriptor",
             (long)sb.st_size);
}

static void ipcs_private(void)
{
    need_root();
    need_namespace();
    int shmid = new_segment(100);
    no_privileges(); /* now a stranger, who may not even IPC_STAT */
    struct shmid_ds ds;
    EXPECT(shmctl(shmid, IPC_STAT, &ds) == -1 && errno == EACCES);
    FILE *table = open_proc("/proc/sysvipc/shm");
    char line[512];
    int rows = 0;
    while (fgets(line, sizeof line, table) != NULL)
        rows++;
    EXPECT(rows == 2); /* the heading is one */
    fclose(table);
    evidence("a stranger's IPC_STAT of mode 0600 was EACCES; its line in "
             "/proc/sysvipc/shm could be read");
}

const struct claim chapter_8[] = {
    {"heard", IS_FALSE, "A key means the same on all of one machine.",
     "In one IPC namespace. A container has its own.", everywhere},
    {"heard", IS_FALSE, "The size of /dev/shm limits segments.",
     "That is where shm_open() has its files. Segments have shmmax, shmall "
     "and shmmni.",
     size_of_dev_shm},
    {"heard", IS_TRUE, "EINVAL from shmget() may mean: too large.",
     "More than shmmax, or more than the segment has that is there.", largest},
    {"heard", IS_FALSE, "Shared memory goes when its processes have ended.",
     "System V segments do not; nor does what shm_open() made.", outlives},
    {"heard", IS_TRUE, "A parent and its children need no System V calls.",
     "mmap(MAP_SHARED | MAP_ANONYMOUS) before fork() is all.", anonymous},
    {"heard", IS_TRUE, "What shm_open() or memfd_create() made can grow.",
     "By ftruncate(); a System V segment cannot.", posix_resizes},
    {"heard", IS_FALSE, "Nobody else can see a segment of mode 0600.",
     "Not its bytes; but that it is there, how large, whose, and by which key.",
     ipcs_private},
    {0}};
