/* claims.h - what a claim is, and what its experiment can use.
 *
 * A claim is a sentence about System V shared memory, the article's or one that
 * is often heard, with our verdict and an experiment.  The experiment asks the
 * kernel, EXPECTs what the verdict rests on, and says what it saw as evidence.
 * If what is expected does not happen, this machine contradicts the verdict.
 *
 *     main.c       the command line, a namespace for each claim, the table
 *     kit.c        what experiments have in common
 *     chapter_N.c  the claims of TUTORIAL.md's chapter N, in its order
 *
 * Each experiment is a function that reads from top to bottom, in a process of
 * its own, in an IPC namespace of its own; what it makes is removed for it.
 */
#ifndef CLAIMS_H
#define CLAIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/shm.h>
#include <sys/types.h>

enum verdict { IS_TRUE, IS_FALSE, IMPRECISE };

struct claim {
    const char *section; /* of the article; "heard" if others say it */
    enum verdict verdict;
    const char *says; /* the claim, in our words */
    const char *so;   /* what is really so */
    void (*show)(void);
};

/* Each ends with a claim that says nothing. */
extern const struct claim chapter_0[], chapter_1[], chapter_2[], chapter_3[],
    chapter_4[], chapter_5[], chapter_6[], chapter_7[], chapter_8[];

/* ---- what an experiment says ------------------------------------------- */

/* More of the evidence, a phrase; commas come in between. */
void evidence(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What the verdict rests on.  If it does not hold the experiment ends here, as
   a contradiction; or as not_here(), if a call failed for want of something
   (ENOSPC, ENOMEM), or because this machine forbids it (EPERM, ENOSYS). */
#define EXPECT(condition) expect((condition), #condition, __FILE__, __LINE__)
void expect(bool holds, const char *condition, const char *file, int line);

/* It cannot be tried here, and why.  Ends the experiment, also from a child. */
_Noreturn void not_here(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
void need_namespace(void);       /* an IPC namespace of its own */
void need_segments(size_t size); /* so large; get() asks, too */
void need_root(void);            /* the real one, which may become others */

/* Be an ordinary user, whom the kernel can refuse something. */
void no_privileges(void);
/* Become another user.  For root only: after need_root(). */
void be_another(void);

/* ---- segments ---------------------------------------------------------- */

/* A new segment without a key, mode 0600. */
int new_segment(size_t size);
/* A key that nobody uses yet. */
key_t unused_key(void);
/* The segment is removed when the experiment is over; -1 is none. */
int made(int shmid);
/* shmget(2), and made() of its result. */
int get(key_t key, size_t size, int shmflg);
/* The same, where the experiment needs the segment. */
int make(key_t key, size_t size, int shmflg);
/* shmat(2), which has to succeed. */
char *attach(int shmid, int shmflg);
struct shmid_ds stat_of(int shmid);
unsigned long nattch_of(int shmid);
bool exists(int shmid);
/* From /proc/sysvipc/shm, which asks for no rights: its bytes in memory, and
   its mode, with 01000 dest and 02000 locked. */
long resident(int shmid);
unsigned mode_of(int shmid);
size_t page_size(void);

/* A new set of one semaphore, which is removed in the end, too. */
int new_semaphore(void);

/* ---- processes --------------------------------------------------------- */

/* fork(2), whose child dies with us. */
pid_t start(void);
/* Its wait status, once it has ended. */
int end_of(pid_t pid);
/* Did all of a child's expectations hold?  It ends by _exit(0). */
bool went_well(pid_t pid);

/* Two that take turns: pass() wakes whoever is in await(), by a pipe. */
struct gate {
    int in, out;
};
struct gate new_gate(void);
void pass(struct gate gate);
void await(struct gate gate);

/* Be on one processor alone, the first of those that we may use; our children,
   too.  There a yield lets another process in. */
bool on_one_processor(void);

/* ---- memory ------------------------------------------------------------ */

/* Would a read, or a write, of this byte be SIGSEGV (or SIGBUS)?  A write
   leaves the byte as it is. */
bool read_faults(const char *at);
bool write_faults(char *at);
long minor_faults(void);
/* A figure in kB from /proc/self/smaps, of the mapping that begins at `at`. */
long smaps_kb(const void *at, const char *name);
/* Its line in /proc/self/maps, without the newline. */
void map_line(const void *at, char *line, size_t size);
/* A figure of /proc/self/status. */
long status_kb(const char *name);
/* Open a file of /proc to read it. */
FILE *open_proc(const char *path);
double seconds(void);
/* Make an empty file, or a folder, in the experiment's own folder. */
void new_file(const char *path);
void new_folder(const char *path);

const char *name_of(int number); /* an errno's: "EINVAL" */

#endif
