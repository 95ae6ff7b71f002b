/* chapter_4.c - reading and shmdt(): section 4.3 of the article, its reader. */
#define _GNU_SOURCE
#include "claims.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void when_finished(void)
{
    int shmid = new_segment(100);
    char *shmaddr = attach(shmid, 0);
    unsigned long before = nattch_of(shmid);
    EXPECT(shmdt(shmaddr) == 0 && nattch_of(shmid) == before - 1);
    evidence("nattch %lu before shmdt(), %lu after", before, nattch_of(shmid));
}

static void last_detach(void)
{
    int shmid = new_segment(100);
    char *shmaddr = attach(shmid, 0);
    *shmaddr = 'A';
    EXPECT(shmdt(shmaddr) == 0 && nattch_of(shmid) == 0);
    shmaddr = attach(shmid, SHM_RDONLY);
    EXPECT(*shmaddr == 'A');
    evidence("nattch fell to 0, and the next attach still read '%c'", *shmaddr);
}

/* In a child: attach, say so, and end in that way once we have looked. */
static void end_by(int shmid, bool killed)
{
    struct gate attached = new_gate(), seen = new_gate();
    pid_t child = start();
    if (child == 0) {
        attach(shmid, 0);
        pass(attached);
        await(seen);
        if (killed)
            raise(SIGKILL);
        _exit(0);
    }
    await(attached);
    EXPECT(nattch_of(shmid) == 1);
    pass(seen);
    end_of(child);
    EXPECT(nattch_of(shmid) == 0);
}

static void exec_detaches(int shmid)
{
    struct gate out = new_gate(), in = new_gate();
    pid_t child = start();
    if (child == 0) {
        attach(shmid, 0); /* of which the shell knows nothing */
        dup2(out.out, STDOUT_FILENO);
        dup2(in.in, STDIN_FILENO);
        execl("/bin/sh", "sh", "-c", "echo; read line", (char *)NULL);
        not_here("/bin/sh: %s", strerror(errno));
    }
    await(out); /* the shell is at work, in the same process */
    EXPECT(kill(child, 0) == 0 && nattch_of(shmid) == 0);
    EXPECT(write(in.out, "\n", 1) == 1);
    end_of(child);
}

static void exit_and_exec(void)
{
    int shmid = new_segment(100);
    end_by(shmid, false);
    end_by(shmid, true);
    exec_detaches(shmid);
    evidence(
        "nattch was 0 after exit, after SIGKILL, and after exec, while the "
        "process was still alive");
}

static void zero_or_minus_one(void)
{
    int shmid = new_segment(100);
    char *shmaddr = attach(shmid, 0);
    int good = shmdt(shmaddr), bad = shmdt(shmaddr);
    EXPECT(good == 0 && bad == -1 && errno == EINVAL);
    evidence("%d, and %d (EINVAL) when it was detached already", good, bad);
}

static void disconnects(void)
{
    int shmid = new_segment(100);
    char *shmaddr = attach(shmid, 0), *before = shmaddr;
    *shmaddr = 'A';
    EXPECT(shmdt(shmaddr) == 0);
    EXPECT(shmaddr == before && read_faults(shmaddr));
    evidence("the pointer still says %p, and to follow it is SIGSEGV",
             (void *)shmaddr);
}

static void exact_address(void)
{
    size_t page = page_size();
    int shmid = new_segment(2 * page);
    char *shmaddr = attach(shmid, 0);
    EXPECT(shmdt(shmaddr + 1) == -1 && errno == EINVAL);
    EXPECT(shmdt(shmaddr + page) == -1 && errno == EINVAL);
    EXPECT(shmdt(NULL) == -1 && errno == EINVAL);
    EXPECT(nattch_of(shmid) == 1 && shmdt(shmaddr) == 0);
    evidence(
        "one byte on, one page on, NULL: all EINVAL; the address itself: 0");
}

static void read_only(void)
{
    int shmid = new_segment(page_size());
    char *shmaddr = attach(shmid, SHM_RDONLY);
    EXPECT(!read_faults(shmaddr) && write_faults(shmaddr));
    EXPECT(mprotect(shmaddr, page_size(), PROT_READ | PROT_WRITE) == -1 &&
           errno == EACCES);
    evidence("a write was SIGSEGV, and mprotect() could not change that "
             "(EACCES)");
}

static void reader_creates(void)
{
    key_t key = unused_key();
    int shmid = get(key, 512, IPC_CREAT | 0600); /* no writer was here */
    EXPECT(shmid != -1 && *attach(shmid, SHM_RDONLY) == '\0');
    EXPECT(shmctl(shmid, IPC_RMID, NULL) == 0);
    EXPECT(get(key, 0, 0400) == -1 && errno == ENOENT);
    evidence("with IPC_CREAT a reader that came first made segment %d and read "
             "\"\"; without, ENOENT told the truth",
             shmid);
}

static void says_deleted(void)
{
    int shmid = new_segment(100);
    char *shmaddr = attach(shmid, 0);
    EXPECT(shmdt(shmaddr) == 0 && exists(shmid));
    EXPECT(shmctl(shmid, IPC_RMID, NULL) == 0 && !exists(shmid));
    evidence("after shmdt() segment %d was there; after IPC_RMID it was not",
             shmid);
}

static void percent_s(void)
{
    int shmid = new_segment(100);
    char *shmaddr = attach(shmid, 0);
    memset(shmaddr, 'x', 100); /* no NUL: nobody has promised one */
    memcpy(shmaddr + 100, "not yours", 10); /* the rest of the page */
    size_t length = strlen(shmaddr);
    EXPECT(length > 100);
    EXPECT(memchr(shmaddr, '\0', 100) == NULL);
    evidence("of 100 bytes without a NUL a %%s would print %zu", length);
}

static void exit_status(void)
{
    pid_t child = start();
    if (child == 0) {
        EXPECT(dup2(new_gate().out, STDOUT_FILENO) != -1);
        setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
        printf("lost");
        _exit(-1); /* what stdout holds is not written */
    }
    int status = end_of(child);
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 255);
    evidence("_exit(-1) was seen as %d", WEXITSTATUS(status));
}

static void failed_exec(void)
{
    int shmid = new_segment(100);
    char *shmaddr = attach(shmid, 0);
    EXPECT(execl("/nowhere/at/all", "all", (char *)NULL) == -1);
    EXPECT(nattch_of(shmid) == 1 && !read_faults(shmaddr));
    evidence("execl() of what is not there: still attached, nattch 1");
}

const struct claim chapter_4[] = {
    {"4.3", IS_TRUE, "Who has finished with a segment should call shmdt().",
     "In a long-lived program; else exit does it.", when_finished},
    {"4.3", IS_FALSE, "When the last process detaches, the segment is deleted.",
     "It stays, with its bytes, until somebody removes it (IPC_RMID).",
     last_detach},
    {"4.3", IS_TRUE, "exit, and any exec, detach.",
     "So does every other end, SIGKILL too.", exit_and_exec},
    {"4.3", IS_TRUE, "shmdt() returns 0, or -1.",
     "-1, EINVAL, if nothing is attached at that address.", zero_or_minus_one},
    {"4.3", IS_TRUE,
     "shmdt() only disconnects; the pointer points there no more.",
     "Its value stays as it was, which is the danger.", disconnects},
    {"4.3", IMPRECISE, "shmdt() takes an address where it is mapped.",
     "The first one, as shmat() returned it, and no other.", exact_address},
    {"4.2", IS_TRUE, "SHM_RDONLY: to read only.",
     "The processor sees to it, and no mprotect() undoes it.", read_only},
    {"5", IMPRECISE, "The reader opens by IPC_CREAT | 0666.",
     "If the writer has been there. Else it makes an empty one, and reads "
     "that.",
     reader_creates},
    {"5", IS_FALSE, "After shmdt(): \"deleted shared-memory\".",
     "Nothing was deleted yet.", says_deleted},
    {"5", IMPRECISE, "printf(\"%s\") prints what the segment holds.",
     "Up to a NUL, wherever that is: behind the segment, if need be.",
     percent_s},
    {"5", IMPRECISE, "exit(-1) and _exit(-1) end with -1.",
     "With 255: eight bits arrive. And _exit() drops what stdout still holds.",
     exit_status},
    {"heard", IS_FALSE, "Whoever calls exec has lost its attachments.",
     "Only if exec succeeds.", failed_exec},
    {0}};
