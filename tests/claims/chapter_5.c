/* chapter_5.c - shmctl(): section 4.4 of the article. */
#define _GNU_SOURCE
#include "claims.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SHM_DEST
#define SHM_DEST 01000
#endif

static void deletes(void)
{
    key_t key = unused_key();
    int shmid = make(key, 100, IPC_CREAT | 0600);
    char *shmaddr = attach(shmid, 0);
    *shmaddr = 'A';
    EXPECT(shmctl(shmid, IPC_RMID, NULL) == 0);
    struct shmid_ds ds = stat_of(shmid);
    EXPECT(ds.shm_perm.mode & SHM_DEST);
    EXPECT(ds.shm_nattch == 1 && *shmaddr == 'A');
    EXPECT(shmget(key, 0, 0) == -1 && errno == ENOENT);
    EXPECT(shmdt(shmaddr) == 0 && !exists(shmid));
    evidence("still attached: marked dest, mode %04o, its key gone, 'A' still "
             "read; gone with the detach",
             ds.shm_perm.mode & 07777U);
}

static void set_replaces(void)
{
    int shmid = new_segment(100);
    struct shmid_ds before = stat_of(shmid), ds = before;
    ds.shm_segsz = 7;
    ds.shm_nattch = 99;
    ds.shm_cpid = 1;
    ds.shm_perm.mode = 0640;
    EXPECT(shmctl(shmid, IPC_SET, &ds) == 0);
    ds = stat_of(shmid);
    EXPECT(ds.shm_segsz == 100 && ds.shm_nattch == 0);
    EXPECT(ds.shm_cpid == before.shm_cpid);
    EXPECT((ds.shm_perm.mode & 0777) == 0640);
    evidence(
        "asked for 7 bytes, nattch 99 and mode 0640; got %zu, %lu and %04o",
        (size_t)ds.shm_segsz, (unsigned long)ds.shm_nattch,
        ds.shm_perm.mode & 0777U);
}

static void stat_copies(void)
{
    no_privileges();
    int shmid = new_segment(100);
    struct shmid_ds ds;
    memset(&ds, 0xff, sizeof ds);
    EXPECT(shmctl(shmid, IPC_STAT, &ds) == 0);
    EXPECT(ds.shm_segsz == 100 && ds.shm_nattch == 0);
    EXPECT(ds.shm_cpid == getpid());
    ds.shm_perm.mode = 0200;
    EXPECT(shmctl(shmid, IPC_SET, &ds) == 0);
    EXPECT(shmctl(shmid, IPC_STAT, &ds) == -1 && errno == EACCES);
    evidence("100 bytes, nattch 0, made by this pid; with mode 0200, EACCES");
}

static void buffer(void)
{
    int shmid = new_segment(100);
    struct shmid_ds ds;
    EXPECT(shmctl(shmid, IPC_STAT, &ds) == 0);
#ifdef SYS_shmctl
    /* Past the C library, which may look into buf before the kernel does. */
    EXPECT(syscall(SYS_shmctl, shmid, IPC_STAT, NULL) == -1 && errno == EFAULT);
    evidence("IPC_STAT without a buffer: EFAULT");
#endif
    EXPECT(shmctl(shmid, IPC_RMID, NULL) == 0);
    evidence("IPC_RMID without one: 0");
}

static void returns_zero(void)
{
    need_namespace();
    new_segment(100);
    int shmid = new_segment(100);
    struct shmid_ds ds;
    EXPECT(shmctl(shmid, IPC_STAT, &ds) == 0);
    int by_index = shmctl(1, SHM_STAT, &ds);
    EXPECT(by_index == shmid && by_index != 0);
    evidence("SHM_STAT of the table's entry 1 returned its id, %d", by_index);
}

/* As root: make it one user's, and let another try. */
static int as_stranger(int shmid, int cmd)
{
    pid_t stranger = start();
    if (stranger == 0) {
        be_another();
        _exit(shmctl(shmid, cmd, NULL) == 0 ? 0 : errno);
    }
    int status = end_of(stranger);
    EXPECT(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void unchecked(void)
{
    need_root();
    int shmid = make(IPC_PRIVATE, 100, IPC_CREAT | 0666);
    int number = as_stranger(shmid, IPC_RMID);
    EXPECT(number == EPERM && exists(shmid));
    evidence("mode 0666, and a stranger's IPC_RMID is %s: the segment stayed",
             name_of(number));
}

static void key_at_once(void)
{
    key_t key = unused_key();
    int old = make(key, 100, IPC_CREAT | 0600);
    char *shmaddr = attach(old, 0);
    *shmaddr = 'A';
    EXPECT(shmctl(old, IPC_RMID, NULL) == 0);
    int new = get(key, 100, IPC_CREAT | IPC_EXCL | 0600);
    EXPECT(new != -1 && new != old);
    EXPECT(*attach(new, 0) == '\0' && *shmaddr == 'A');
    evidence("while segment %d was still attached its key made segment %d, an "
             "empty one",
             old, new);
}

static void pulls_the_rug(void)
{
    int shmid = new_segment(100);
    char *shmaddr = attach(shmid, 0);
    EXPECT(shmctl(shmid, IPC_RMID, NULL) == 0);
    EXPECT(!read_faults(shmaddr) && !write_faults(shmaddr));
#ifdef __linux__
    EXPECT(shmat(shmid, NULL, 0) != (void *)-1);
    evidence(
        "after IPC_RMID the memory could be read and written, and by its id "
        "even attached again (Linux only)");
#else
    evidence("after IPC_RMID the memory could be read and written");
#endif
}

static void revoked(void)
{
    no_privileges();
    int shmid = new_segment(100);
    char *shmaddr = attach(shmid, 0);
    struct shmid_ds ds = stat_of(shmid);
    ds.shm_perm.mode = 0;
    EXPECT(shmctl(shmid, IPC_SET, &ds) == 0);
    EXPECT(!write_faults(shmaddr));
    EXPECT(shmat(shmid, NULL, SHM_RDONLY) == (void *)-1 && errno == EACCES);
    evidence("mode set to 0000: no new attach (EACCES), but the old one could "
             "still write");
}

static void must_read(void)
{
    no_privileges();
    int shmid = make(IPC_PRIVATE, 100, IPC_CREAT | 0);
    struct shmid_ds ds;
    EXPECT(shmctl(shmid, IPC_STAT, &ds) == -1 && errno == EACCES);
    EXPECT(shmctl(shmid, IPC_RMID, NULL) == 0);
    evidence("mode 0000: IPC_STAT was EACCES, IPC_RMID 0");
}

static void takes_a_key(void)
{
    key_t key = unused_key();
    int shmid = make(key, 100, IPC_CREAT | 0600);
    EXPECT(key != shmid);
    EXPECT(shmctl(key, IPC_RMID, NULL) == -1);
    EXPECT(exists(shmid));
    evidence("IPC_RMID of key 0x%08x: %s; segment %d stayed", (unsigned)key,
             name_of(errno), shmid);
}

static void given_away(void)
{
    need_root();
    int shmid = new_segment(100);
    struct shmid_ds ds = stat_of(shmid);
    ds.shm_perm.uid = 65533;
    EXPECT(shmctl(shmid, IPC_SET, &ds) == 0);
    int number = as_stranger(shmid, IPC_RMID);
    EXPECT(number == 0 && !exists(shmid));
    evidence("root gave it to uid 65533, who then could remove it");
}

const struct claim chapter_5[] = {
    {"4.4", IMPRECISE, "IPC_RMID deletes the segment.",
     "It takes the key and marks it dest; the memory goes with the last "
     "detach.",
     deletes},
    {"4.4", IS_FALSE, "IPC_SET replaces the attributes by those in buf.",
     "uid, gid and nine bits of mode are all that it takes.", set_replaces},
    {"4.4", IS_TRUE, "IPC_STAT copies the attributes to buf.",
     "For who has the right to read.", stat_copies},
    {"4.4", IS_TRUE, "buf is the address of a struct shmid_ds.",
     "Where one is needed; IPC_RMID and the locks take NULL.", buffer},
    {"4.4", IMPRECISE, "On success it returns 0.",
     "For these commands. Linux' SHM_STAT returns an id, SHM_INFO an index.",
     returns_zero},
    {"5", IS_FALSE, "The result of IPC_RMID need not be looked at.",
     "Only an owner, a creator or root may remove: others get EPERM.",
     unchecked},
    {"heard", IS_FALSE, "The key is taken until all have detached.",
     "IPC_RMID frees it at once: the next shmget() makes another segment.",
     key_at_once},
    {"heard", IS_FALSE, "IPC_RMID takes the memory from those attached.",
     "They keep it until they detach.", pulls_the_rug},
    {"heard", IS_FALSE, "To take rights away shuts out who is attached.",
     "Rights are checked at shmat(), and never again.", revoked},
    {"heard", IS_FALSE, "Who cannot read a segment cannot remove it.",
     "IPC_RMID asks who you are, not what mode grants.", must_read},
    {"heard", IS_FALSE, "IPC_RMID takes the key.", "It takes the id.",
     takes_a_key},
    {"heard", IS_TRUE, "Whom it was given to by IPC_SET may remove it.",
     "So may who made it, still.", given_away},
    {0}};
