/* chapter_1.c - keys: section 4.1 of the article, and its example. */
#define _GNU_SOURCE
#include "claims.h"

#include <errno.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <unistd.h>

static void identifies(void)
{
    need_namespace();
    pid_t child = start();
    if (child == 0) {
        EXPECT(get(0x1234, 100, IPC_CREAT | 0600) != -1);
        _exit(0);
    }
    EXPECT(went_well(child));
    int shmid = make(0x1234, 100, IPC_CREAT | 0600);
    struct shmid_ds ds = stat_of(shmid);
    EXPECT(ds.shm_cpid == child);
    evidence("two programs that both thought of 0x00001234: the second got the "
             "first one's segment (made by pid %d)",
             (int)ds.shm_cpid);
}

static void private_is_new(void)
{
    int one = new_segment(100), other = new_segment(100);
    EXPECT(IPC_PRIVATE == 0 && one != other);
    char *mine = attach(one, 0);
    *mine = 'A';
    pid_t stranger = start();
    if (stranger == 0) {
        EXPECT(shmdt(mine) == 0);
        EXPECT(*attach(one, SHM_RDONLY) == 'A'); /* the id is all it takes */
        _exit(0);
    }
    EXPECT(went_well(stranger));
    evidence(
        "two calls, ids %d and %d; another process attached the first by its "
        "id",
        one, other);
}

static void from_ftok(void)
{
    need_namespace();
    int minus_one = get(-1, 100, IPC_CREAT | 0600);
    int any = get(42, 100, IPC_CREAT | 0600);
    EXPECT(minus_one != -1 && any != -1 && minus_one != any);
    EXPECT(get(-1, 100, 0600) == minus_one);
    evidence("42 made segment %d, and -1 made segment %d", any, minus_one);
}

static void whole_id(void)
{
    new_file("file");
    key_t key = ftok("file", 2015);
    EXPECT(key != -1);
    EXPECT(ftok("file", 0xdf) == key && ftok("file", -33) == key);
    EXPECT(ftok("file", 2016) != key);
    evidence("2015, 223 (0xdf) and -33 all gave 0x%08x", (unsigned)key);
}

static void relative_path(void)
{
    new_folder("here");
    new_folder("there");
    new_folder("here/in");
    new_folder("there/in");
    EXPECT(chdir("here/in") == 0);
    key_t one = ftok("../", 2015);
    EXPECT(chdir("../../there/in") == 0);
    key_t other = ftok("../", 2015);
    EXPECT(one != -1 && other != -1 && one != other);
    evidence("started in two folders: 0x%08x and 0x%08x", (unsigned)one,
             (unsigned)other);
}

static void go_on(void)
{
    need_namespace();
    key_t key = ftok("no such file", 2015);
    EXPECT(key == -1);
    int one = get(key, 512, IPC_CREAT | 0600);
    key = ftok("nor this", 83);
    int other = make(key, 512, IPC_CREAT | 0600);
    EXPECT(one != -1 && one == other);
    evidence(
        "-1 is a key like any other: two programs whose ftok() failed met in "
        "segment %d, key 0xffffffff",
        one);
}

static void only_minus_one(void)
{
    new_file("file");
    key_t key = ftok("file", 200);
    EXPECT(key < 0 && key != -1);
    EXPECT(get(key, 100, IPC_CREAT | IPC_EXCL | 0600) != -1 || errno == EEXIST);
    evidence("id 200 gave %d, negative and good", (int)key);
}

static void names(void)
{
    new_file("file");
    EXPECT(link("file", "link") == 0 && symlink("file", "symlink") == 0);
    key_t key = ftok("file", 83);
    EXPECT(ftok("link", 83) == key && ftok("symlink", 83) == key);
    new_file("new"); /* while the old one is there, its inode is another */
    EXPECT(rename("new", "file") == 0);
    EXPECT(ftok("file", 83) != key);
    EXPECT(ftok("link", 83) == key);
    evidence("two links gave the file's key; another file of its name did not");
}

static void creates(void)
{
    need_namespace();
    new_file("file");
    struct shm_info info;
    key_t key = ftok("file", 83);
    EXPECT(key != -1 && shmget(key, 0, 0) == -1 && errno == ENOENT);
    EXPECT(shmctl(0, SHM_INFO, (struct shmid_ds *)(void *)&info) != -1);
    EXPECT(info.used_ids == 0);
    evidence("after ftok() the kernel has %d segments, and shmget() of its key "
             "says ENOENT",
             info.used_ids);
}

const struct claim chapter_1[] = {
    {"4.1", IS_TRUE,
     "A key tells which segment; others may happen to choose the same.",
     "A key is a number, and numbers are few: ftok() keeps 24 bits of its file "
     "and 8 of the id.",
     identifies},
    {"4.1", IS_TRUE, "With IPC_PRIVATE the segment is a new one, for certain.",
     "New, but not private: who knows its id, and has the rights, attaches it.",
     private_is_new},
    {"4.1", IMPRECISE, "The key is what ftok() returns.",
     "It may be any number at all, also one that you invented.", from_ftok},
    {"5", IS_FALSE, "ftok(path, 2015) uses the id 2015.",
     "Its low 8 bits: 0xdf, 223. And they must not be 0.", whole_id},
    {"5", IMPRECISE, "ftok(\"../\", id) is the same key for both programs.",
     "If both are started in the same folder.", relative_path},
    {"5", IS_FALSE, "If ftok() fails it is enough to say so.",
     "The program must end: it would go on with the key -1, and with all "
     "others "
     "that did.",
     go_on},
    {"5", IS_TRUE, "key == -1 is the test for failure.",
     "== and -1. Every id from 128 gives a negative key, which is none.",
     only_minus_one},
    {"heard", IS_FALSE, "The key belongs to the name of the file.",
     "It is made of the inode and the device. The name only leads there.",
     names},
    {"heard", IS_FALSE, "ftok() makes something, or reserves it.",
     "It calculates, and leaves nothing behind.", creates},
    {0}};
