/* chapter_0.c - what shared memory is: sections 0 to 3 of the article. */
#define _GNU_SOURCE
#include "claims.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void many_processors(void)
{
    EXPECT(on_one_processor());
    int shmid = new_segment(100);
    pid_t writer = start();
    if (writer == 0) {
        strcpy(attach(shmid, 0), "data");
        _exit(0);
    }
    EXPECT(went_well(writer));
    const char *text = attach(shmid, SHM_RDONLY);
    EXPECT(strcmp(text, "data") == 0);
    evidence(
        "two processes, both bound to one processor: the one wrote \"%s\", "
        "the other read it",
        text);
}

static void between_processes(void)
{
    key_t key = unused_key();
    EXPECT(get(key, 100, IPC_CREAT | 0600) != -1);
    pid_t writer = start();
    if (writer == 0) {
        strcpy(attach(shmget(key, 0, 0600), 0), "data");
        _exit(0);
    }
    EXPECT(went_well(writer));
    pid_t reader = start();
    if (reader == 0) {
        EXPECT(strcmp(attach(shmget(key, 0, 0400), SHM_RDONLY), "data") == 0);
        _exit(0);
    }
    EXPECT(went_well(reader));
    evidence("one process wrote \"data\" and ended, another found it by key "
             "0x%08x",
             (unsigned)key);
}

static void simplest(void)
{
    not_here("a matter of taste; claims 0.10 to 0.12 show what the four calls "
             "leave to you");
}

static void like_malloc(void)
{
    int shmid = new_segment(100);
    char *one = attach(shmid, 0), *other = attach(shmid, 0);
    EXPECT(one != other);
    *one = 'A';
    EXPECT(*other == 'A');
    EXPECT(one[99] == 0);
    EXPECT(shmdt(one) == 0 && shmdt(other) == 0);
    EXPECT(exists(shmid));
    evidence("one memory at %p and at %p; its bytes began as 0", (void *)one,
             (void *)other);
    evidence("and it is still there with nobody attached");
}

static void noticed(void)
{
    int shmid = new_segment(100);
    char *shmaddr = attach(shmid, 0);
    struct gate attached = new_gate(), written = new_gate();
    pid_t reader = start();
    if (reader == 0) {
        const char *mine = attach(shmid, SHM_RDONLY);
        pass(attached);
        await(written);
        /* Nothing comes: no signal, and no file descriptor to wait for. */
        EXPECT(poll(NULL, 0, 20) == 0);
        EXPECT(*mine == 'A');
        _exit(0);
    }
    await(attached);
    *shmaddr = 'A';
    pass(written);
    EXPECT(went_well(reader));
    evidence(
        "a reader that waited for 20 ms was told nothing; the 'A' was there "
        "when it looked");
}

static void all_see_it(void)
{
    int shmid = new_segment(100);
    char *writer = attach(shmid, 0);
    const char *reader = attach(shmid, SHM_RDONLY);
    *writer = 'A';
    pid_t child = start();
    if (child == 0) {
        EXPECT(*reader == 'A');
        writer[1] = 'B';
        _exit(0);
    }
    EXPECT(went_well(child));
    EXPECT(reader[0] == 'A' && reader[1] == 'B');
    evidence(
        "a child's 'B' was read by its parent, through another attachment, "
        "which is read only");
}

static void at_once(void)
{
    int shmid = new_segment(sizeof(atomic_int));
    atomic_int *flag = (atomic_int *)(void *)attach(shmid, 0);
    pid_t reader = start();
    if (reader == 0) {
        while (atomic_load(flag) == 0)
            sched_yield();
        _exit(0);
    }
    atomic_store(flag, 1);
    EXPECT(went_well(reader));
    evidence(
        "a loop on an atomic flag ended; on a plain variable no rule makes "
        "the compiler look again, see section 0.4");
}

/* Bytes, once through a pipe, and once read where they lie. */
static double by_pipe(const char *from, size_t size)
{
    int ends[2];
    EXPECT(pipe(ends) == 0);
    pid_t writer = start();
    if (writer == 0) {
        close(ends[0]);
        for (size_t at = 0; at < size;) {
            ssize_t n = write(ends[1], from + at, size - at);
            if (n == -1)
                _exit(1);
            at += (size_t)n;
        }
        _exit(0);
    }
    close(ends[1]);
    static char buffer[1 << 16];
    long sum = 0;
    double start_time = seconds();
    for (ssize_t n; (n = read(ends[0], buffer, sizeof buffer)) > 0;)
        for (ssize_t i = 0; i < n; i += 64)
            sum += buffer[i];
    double took = seconds() - start_time;
    close(ends[0]);
    EXPECT(went_well(writer) && sum == (long)(size / 64));
    return took;
}

static double in_place(const char *from, size_t size)
{
    long sum = 0;
    double start_time = seconds();
    for (size_t i = 0; i < size; i += 64)
        sum += ((const volatile char *)from)[i];
    double took = seconds() - start_time;
    EXPECT(sum == (long)(size / 64));
    return took;
}

static void fastest(void)
{
    const size_t size = 8 << 20;
    char *shmaddr = attach(new_segment(size), 0);
    memset(shmaddr, 1, size);
    in_place(shmaddr, size); /* so that every page is there */
    double best = 0;
    for (int turn = 0; turn < 5; turn++) {
        double took = in_place(shmaddr, size);
        if (took <= 0)
            not_here("the clock of this machine does not move");
        double ratio = by_pipe(shmaddr, size) / took;
        best = ratio > best ? ratio : best;
    }
    EXPECT(best > 1);
    evidence("8 MiB read where they lie came %.0f times as fast as through a "
             "pipe; but the pipe also said when they were there",
             best);
}

static void like_private(void)
{
    const size_t page = page_size(), pages = 256;
    int shmid = new_segment(pages * page);
    char *shmaddr = attach(shmid, 0);
    long before = minor_faults();
    for (size_t i = 0; i < pages; i++)
        shmaddr[i * page] = 1;
    long first = minor_faults() - before;
    /* A busy kernel may take pages out of a page table: not every time. */
    long second = -1;
    for (int turn = 0; turn < 10 && second != 0; turn++) {
        before = minor_faults();
        for (size_t i = 0; i < pages; i++)
            shmaddr[i * page]++;
        second = minor_faults() - before;
    }

    /* Huge pages, where the machine has them for segments, need fewer. */
    EXPECT(first > 0 && second == 0);
    char *again = attach(shmid, 0);
    before = minor_faults();
    for (size_t i = 0; i < pages; i++)
        again[i * page]++;
    long elsewhere = minor_faults() - before;
    EXPECT(elsewhere > 0);
    evidence("%zu pages: %ld page faults at the first touch, %ld at the second",
             pages, first, second);
    evidence("%ld at the first touch through another attachment", elsewhere);
}

static void copies(void)
{
    char *shmaddr = attach(new_segment(100), 0), text[] = "how are you";
    strcpy(shmaddr, text);
    text[0] = 'H';
    EXPECT(shmaddr[0] == 'h');
    shmaddr[0] = 'W'; /* in place */
    EXPECT(strcmp(shmaddr, "Wow are you") == 0);
    evidence("after strcpy() a change of the original did not reach the "
             "segment: that was a copy");
}

static void torn(void)
{
    char *shmaddr = attach(new_segment(100), 0);
    strcpy(shmaddr, "AAAA");
    struct gate half = new_gate(), seen = new_gate();
    pid_t writer = start();
    if (writer == 0) {
        memcpy(shmaddr, "BB", 2);
        pass(half);
        await(seen);
        memcpy(shmaddr + 2, "BB", 2);
        _exit(0);
    }
    await(half);
    char copy[5];
    memcpy(copy, shmaddr, 5);
    pass(seen);
    EXPECT(strcmp(copy, "BBAA") == 0);
    EXPECT(went_well(writer) && strcmp(shmaddr, "BBBB") == 0);
    evidence("between AAAA and BBBB a reader saw %s, which nobody ever wrote",
             copy);
}

static void not_synchronised(void)
{
    volatile int *counter = (int *)(void *)attach(new_segment(4), 0);
    struct gate loaded = new_gate(), stored = new_gate();
    pid_t child = start();
    if (child == 0) {
        int seen = *counter;
        pass(loaded);
        await(stored);
        *counter = seen + 1;
        _exit(0);
    }
    await(loaded);
    *counter = *counter + 1;
    pass(stored);
    EXPECT(went_well(child) && *counter == 1);
    evidence("two processes added 1 to 0 and the kernel let both: %d",
             *counter);

    int semid = new_semaphore();
    struct sembuf give = {0, 1, 0}, take = {0, -1, IPC_NOWAIT};
    EXPECT(semop(semid, &give, 1) == 0 && semop(semid, &take, 1) == 0);
    EXPECT(semop(semid, &take, 1) == -1 && errno == EAGAIN);
    evidence("a semaphore was given once and then refused (EAGAIN)");
}

static void allocated_first(void)
{
    key_t key = unused_key();
    EXPECT(shmget(key, 100, 0600) == -1 && errno == ENOENT);
    int shmid = new_segment(100);
    EXPECT(shmctl(shmid, IPC_RMID, NULL) == 0);
    EXPECT(shmat(shmid, NULL, 0) == (void *)-1);
    evidence("shmget() of a key without IPC_CREAT: ENOENT");
    evidence("shmat() of an id without a segment: %s", name_of(errno));
}

static void detach_then_free(void)
{
    int shmid = new_segment(100);
    char *shmaddr = attach(shmid, 0);
    *shmaddr = 'A';
    EXPECT(shmctl(shmid, IPC_RMID, NULL) == 0);
    EXPECT(*shmaddr == 'A');
    shmaddr[1] = 'B';
    EXPECT(shmdt(shmaddr) == 0 && !exists(shmid));
    evidence(
        "IPC_RMID while attached: 0, and 'A' could still be read; gone with "
        "the detach");
}

static void pages(void)
{
    size_t page = page_size();
    char *shmaddr = attach(new_segment(2 * page), 0);
    /* The call itself: a C library may round the address down for you. */
    EXPECT(syscall(SYS_mprotect, shmaddr + 1, page, PROT_READ) == -1 &&
           errno == EINVAL);
    EXPECT(mprotect(shmaddr + page, 1, PROT_READ) == 0);
    EXPECT(!write_faults(shmaddr + page - 1));
    EXPECT(write_faults(shmaddr + page));
    EXPECT(write_faults(shmaddr + 2 * page - 1));
    evidence("%zu bytes a page: asked to protect one byte, mprotect() took all "
             "of its page",
             page);
}

/* A page that two processes have mapped counts half for each: Pss. */
static void one_frame(long *alone, long *shared)
{
    char *shmaddr = attach(new_segment(page_size()), 0);
    *shmaddr = 1;
    *alone = smaps_kb(shmaddr, "Pss");
    struct gate mapped = new_gate(), done = new_gate();
    pid_t child = start();
    if (child == 0) {
        ++*shmaddr;
        pass(mapped);
        await(done);
        _exit(0);
    }
    await(mapped);
    *shared = smaps_kb(shmaddr, "Pss");
    pass(done);
    EXPECT(went_well(child));
}

static void to_virtual_pages(void)
{
    long alone, shared;
    one_frame(&alone, &shared);
    EXPECT(alone > 0 && shared == alone / 2);
    evidence("one page of %ld kB, mapped by two processes, each with tables of "
             "its own: %ld kB for each (Pss)",
             alone, shared);
}

static void same_page(void)
{
    long alone, shared;
    one_frame(&alone, &shared);
    EXPECT(shared == alone / 2);
    evidence("a page's share of this process fell from %ld to %ld kB when "
             "another had mapped it",
             alone, shared);
}

static void creates_pages(void)
{
    size_t page = page_size();
    int shmid = new_segment(64 << 20);
    EXPECT(resident(shmid) == 0);
    volatile char *shmaddr = attach(shmid, 0);
    shmaddr[0] = 1;
    (void)shmaddr[32 << 20]; /* a read brings one, too */
    long now = resident(shmid);
    EXPECT(now >= 2 * (long)page && now < 64 << 20);
    evidence(
        "64 MiB: 0 kB in memory when new, %ld after two bytes were touched",
        now / 1024);
}

/* How many of eight processes believe that they made the segment? */
static int makers(int shmflg, int *ids)
{
    key_t key = unused_key();
    atomic_int *shared =
        (atomic_int *)(void *)attach(new_segment(3 * sizeof(int)), 0);
    pid_t pids[8];
    for (int i = 0; i < 8; i++) {
        pids[i] = start();
        if (pids[i] == 0) {
            atomic_fetch_add(&shared[0], 1);
            while (atomic_load(&shared[0]) < 8)
                sched_yield();
            int shmid = get(key, 100, shmflg | 0600);
            EXPECT(shmid != -1 || errno == EEXIST);
            if (shmid != -1)
                atomic_fetch_add(&shared[1], 1);
            _exit(0);
        }
    }
    for (int i = 0; i < 8; i++)
        EXPECT(went_well(pids[i]));
    *ids = shmget(key, 0, 0600);
    return atomic_load(&shared[1]);
}

static void one_creates(void)
{
    int shmid;
    int all = makers(IPC_CREAT, &shmid);
    EXPECT(all == 8 && shmid != -1);
    int one = makers(IPC_CREAT | IPC_EXCL, &shmid);
    EXPECT(one == 1 && shmid != -1);
    evidence("of eight processes at the same time %d got it by IPC_CREAT, and "
             "none knew who had made it; with IPC_EXCL, %d",
             all, one);
}

static void again(void)
{
    key_t key = unused_key();
    int shmid = make(key, 100, IPC_CREAT | 0600);
    char *shmaddr = attach(shmid, 0);
    *shmaddr = 'A';
    long before = resident(shmid);
    EXPECT(get(key, 50, IPC_CREAT | 0666) == shmid);
    EXPECT(resident(shmid) == before && *shmaddr == 'A');
    struct shmid_ds ds = stat_of(shmid);
    EXPECT(ds.shm_segsz == 100 && (ds.shm_perm.mode & 0777) == 0600);
    evidence(
        "the same id; still %zu bytes and mode %04o, though the second call "
        "said 50 and 0666",
        (size_t)ds.shm_segsz, ds.shm_perm.mode & 0777U);
}

static void mapping_removed(void)
{
    int shmid = new_segment(page_size());
    char *shmaddr = attach(shmid, 0);
    shmaddr = NULL; /* we are finished with it, but who knows that? */
    EXPECT(nattch_of(shmid) == 1 && shmaddr == NULL);
    pid_t child = start();
    if (child == 0)
        _exit(0); /* which detaches what it had inherited */
    EXPECT(went_well(child) && nattch_of(shmid) == 1);
    char *other = attach(shmid, 0);
    EXPECT(nattch_of(shmid) == 2);
    EXPECT(munmap(other, page_size()) == 0 && nattch_of(shmid) == 1);
    evidence("nattch stayed 1 when the pointer was forgotten; munmap() and the "
             "end of a process detached");
}

static void one_frees(void)
{
    int shmid = new_segment(100);
    char *shmaddr = attach(shmid, 0);
    EXPECT(shmctl(shmid, IPC_RMID, NULL) == 0);
    EXPECT(shmctl(shmid, IPC_RMID, NULL) == 0);
    EXPECT(shmdt(shmaddr) == 0);
    EXPECT(shmctl(shmid, IPC_RMID, NULL) == -1 &&
           (errno == EINVAL || errno == EIDRM));
    evidence("a second IPC_RMID while attached: 0; once it was gone: %s",
             name_of(errno));
}

const struct claim chapter_0[] = {
    {"0", IMPRECISE, "Shared memory is memory that several CPUs can reach.",
     "That is a computer's memory. What processes share is a segment, on one "
     "CPU as on many.",
     many_processors},
    {"0", IS_TRUE,
     "It lets processes communicate, those of one program or of several.",
     "Whoever has the key, or the id, and the rights, may attach it.",
     between_processes},
    {"1", IMPRECISE, "It is one of the simplest ways to communicate.",
     "Four calls are simple; order, lifetime and rights are left to you.",
     simplest},
    {"1", IMPRECISE,
     "It is as if malloc() gave several processes the same physical memory.",
     "The memory is one, but each attach has its own address, the bytes begin "
     "as 0, and no process's end frees it.",
     like_malloc},
    {"1", IMPRECISE, "When one process changes it, the others notice.",
     "Nobody is told. They see it when they look, and only then.", noticed},
    {"1", IS_TRUE, "What one process writes all who attached it can see.",
     "Also who attached read only, or inherited the attachment.", all_see_it},
    {"1", IMPRECISE, "They see it at once.",
     "The processors do their part. The compiler need not: it may keep a plain "
     "variable in a register.",
     at_once},
    {"1, 2", IMPRECISE,
     "It is the fastest, the most efficient way to communicate.",
     "For much data, used where it lies. To wait for it needs something else, "
     "which costs as much as a pipe.",
     fastest},
    {"2", IMPRECISE,
     "Access is as fast as to private memory, without the kernel.",
     "Once a page is there. The first touch of each is a page fault, for every "
     "attachment again.",
     like_private},
    {"1, 2", IS_TRUE,
     "While one writes, no other must read or write the same bytes.",
     "Or it sees what was never written.", torn},
    {"2", IS_TRUE,
     "The kernel synchronises nothing; semaphores are the usual means.",
     "Atomics and futexes, or a mutex that is shared, are others.",
     not_synchronised},
    {"2", IMPRECISE, "It avoids copying.",
     "If the data are made and used in the segment. strcpy() into it is a "
     "copy.",
     copies},
    {"3", IS_TRUE, "A segment must be allocated before it can be attached.",
     "shmget() makes it, with IPC_CREAT; without, it has to be there.",
     allocated_first},
    {"3", IMPRECISE, "In the end all detach, and then one process frees it.",
     "It may be removed while attached, and so it is in good programs: it goes "
     "with the last detach, come what may.",
     detach_then_free},
    {"3", IS_TRUE, "Virtual memory is divided into pages.",
     "Whatever is mapped or protected, it is whole pages.", pages},
    {"3", IS_FALSE, "A process maps its addresses to virtual pages.",
     "The kernel's page tables map a process's virtual pages to physical "
     "frames; frames are what is shared.",
     to_virtual_pages},
    {"3", IS_TRUE, "Several processes can map the same page.",
     "The same frame, at whatever address.", same_page},
    {"3", IMPRECISE, "A new segment creates new pages.",
     "It reserves them. A page comes into being when it is first touched, if "
     "only to read.",
     creates_pages},
    {"3", IMPRECISE, "Only one process should create a segment.",
     "Nothing sees to it but IPC_CREAT together with IPC_EXCL.", one_creates},
    {"3", IS_TRUE,
     "To allocate one that exists makes no pages, it returns the id.",
     "Size and mode stay as they were; what you say only has to be allowed.",
     again},
    {"3", IMPRECISE, "When it is no longer used, the mapping is removed.",
     "Only shmdt(), munmap(), exit and exec remove it.", mapping_removed},
    {"3", IMPRECISE, "One process, and only one, has to free the segment.",
     "One has to, or it stays until the machine goes down. A second who tries "
     "does no harm.",
     one_frees},
    {0}};
