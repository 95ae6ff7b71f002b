/* judge.h - what the parts of the judge know of each other.
 *
 * The judge runs the checks of a rubric against a folder of programs:
 *
 *     main.c     the command line, the jobs, the results on paper
 *     mode.c     which namespaces there are, and as whom programs run
 *     room.c     the temporary folder of a whole run, and what is copied there
 *     warden.c   one check: a fresh IPC namespace, a shell that reads the
 *                check aloud, and the answers to what it asks
 *     verbs.c    what a check can ask for: the words of the rubric
 *     cage.c     one run of one program under test: no privileges, limits, a
 *                time-out, captured output, and nothing that outlives it
 *     needs.c    what a check needs of this machine, tried first
 *     kernel.c   what the kernel says: its tables, the bytes of a segment
 *     step.c     workers that go on by single instructions, in turn
 *     trace.c    what the interposer wrote down, and the timeline of it
 *     inspect.c  judge -i: any program, each of its IPC calls failed in turn
 *
 * One process per check (the warden); one per run (the cage), which takes
 * another program if it is empty again.  All that a program can touch is its
 * own cage: neither the shell's words nor the results
 * travel through a file, a pipe or a process that it can reach.
 */
#ifndef JUDGE_H
#define JUDGE_H

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* ---- text -------------------------------------------------------------- */

/* A string that grows.  data is always there and ends with a NUL. */
struct text {
    char *data;
    size_t size;
};

void text_add(struct text *text, const char *data, size_t size);
void text_printf(struct text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void text_vprintf(struct text *text, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Bytes as a person can read them: "\n", "\0", "\303" for what is not
   printable ASCII; at most `most` bytes, then "...". */
void text_quote(struct text *text, const char *data, size_t size, size_t most);

/* The other way: the C escapes \n \t \0 \\ \ooo of a rubric's words. */
struct text text_unquote(const char *word);

/* A word as a shell would take it, with quotes where it needs them.  A person
   needs only the ends of a long one. */
void text_shell(struct text *text, const char *word);
void text_word(struct text *text, const char *word);

/* ---- how this machine lets us judge ------------------------------------ */

struct mode {
    bool namespaces; /* each check has an IPC namespace, each run a PID one */
    bool user;       /* each run has a user namespace, too */
    uid_t uid;       /* root: whom we become; 0: programs run as ourselves */
    bool reserve;    /* we become it but for our real uid: only root may make
                        the namespaces here, or nobody */
    int processes;   /* as RLIMIT_NPROC counts them: those of before */
    bool scarce;     /* there is too little for two checks at a time */
    double seconds;  /* JUDGE_SECONDS: how long a program may run */
    uint64_t memory; /* JUDGE_MEMORY: bytes that it may use, 0 any */
    const char *why; /* why there are no namespaces, in words for a person */
};

extern struct mode mode;
extern const char *programs; /* absolute path of the folder under test */

/* Look what this machine allows.  plain: no namespaces.  seconds: how long a
   program may run, unless JUDGE_SECONDS says otherwise.  Exits with 3 and a
   message where nothing can be judged, with 2 if JUDGE_SECONDS or JUDGE_MEMORY
   is wrong. */
void mode_choose(bool plain, double seconds);
/* Let this process have less of a resource (getrlimit(2)). */
void limit_lower(int resource, uint64_t value);
/* Be who checks are made by: for a warden, first of all.  A signal that shall
   come when the parent dies has to be asked for afterwards (prctl(2)).  false:
   errno says why not, step at what. */
bool mode_enter(const char **step);
/* Root: become mode.uid, for good.  false: errno says why not. */
bool mode_become(void);
/* May that uid do so with it: R_OK, X_OK, as for access(2)? */
bool mode_reaches(const char *path, int how);
/* The same for what runs under a warden; and no capabilities. */
bool mode_drop(void);
/* With mode.reserve: root again, or the real uid that ptrace(2) asks for. */
void mode_as_root(bool on);
void mode_as_tracer(bool on);

/* ---- room.c ------------------------------------------------------------ */

/* Make the temporary folder of this run.  It goes when we and our children are
   gone, however that comes.  Exits with 3 and a message if it cannot. */
void room_make(void);
/* Wait until it is gone: the last thing to do. */
void room_leave(void);
/* A folder and all in it, as who we are. */
void room_remove(const char *folder);
/* An empty folder in it, for a warden, which may write there.  -1: errno says
   why not. */
int room_folder(int nth, char *path, size_t size);
/* The folder that programs are run from.  Root's uid may not reach `programs`:
   there it is a copy, with the files whose names are words of a rubric. */
const char *room_programs(void);
void room_copy_programs(char *const rubrics[], int n);
/* A file that programs, and checks, can read or run: itself, or where their uid
   does not reach it, a copy. */
const char *room_reach(const char *path);
/* Path of the interposer, without a space or a colon: LD_PRELOAD would be split
   there. */
const char *room_interposer(void);

/* ---- kernel.c: processors ---------------------------------------------- */

/* All that belongs to one check stays on one processor: on two it would spend
   as much time again on telling each other to go on.  A program that is to run
   in parallel gets all of them back.  nth: of those that the judge may use,
   from 0.  pid 0: this process. */
void processor_keep(pid_t pid, int nth);
void processors_all(void);
int processors_count(void);

/* ---- cage.c ------------------------------------------------------------ */

enum { ARGS_MAX = 24, SETTINGS_MAX = 8, OUTPUT_MAX = 1 << 20 };

/* What a run may ask for beyond its arguments. */
enum { CALLS_REFUSED = 4 };
struct setup {
    struct text input;            /* bytes on standard input */
    bool has_input;               /* else /dev/null, or a pipe that is held */
    bool held;                    /* stdin stays open until finish */
    bool patient;                 /* let orphans end by themselves, for 3 s */
    bool parallel;                /* on every processor, not on one */
    int out;                      /* 0 captured, 'f' /dev/full, 'c' closed */
    long memlock;                 /* RLIMIT_MEMLOCK in bytes; -1 as it is */
    const char *folder;           /* working folder; NULL: the check's own */
    int in_folder;                /* the same, a descriptor; 0: none */
    bool traced;                  /* by the interposer */
    bool stepped;                 /* do not begin before state.go */
    const struct need *need;      /* no program: exit with need_try() */
    long count, bytes;            /* for that */
    char *settings[SETTINGS_MAX]; /* NAME=VALUE for the environment */
    char fault[64];               /* the call that shall fail; for people */
    int fault_errno;
    int refused_calls[CALLS_REFUSED]; /* by seccomp; -1 ends them */
    int refused_cmd, refused_errno;   /* -1: whatever it is; 0: none */
    char in;                          /* 'f' a folder, 't' the text of input */
};

/* What the cage and the warden share while a program runs.  In order, on any
   processor: who sees that it has ended sees how. */
struct shared_state {
    atomic_int wstatus; /* of the program, as from waitpid(2) */
    atomic_int ended;   /* wstatus is valid */
    atomic_int left;    /* something of the program outlived it */
    atomic_int failure; /* errno: the program could not be started */
    atomic_int pid;     /* the program, in the warden's PID namespace */
    atomic_int go;      /* from the warden: begin */
};

enum { SEEN_MAX = 102 }; /* more processes are a flood */
struct run {
    char name[64];
    pid_t cage;        /* 0: not running */
    struct cell *cell; /* what joins us to the cage */
    int out, err;      /* memory files with what it wrote */
    int in, sink;      /* its descriptors 0 and 1, while it runs */
    int input;         /* write end of a held standard input, or -1 */
    struct text food;  /* what comes by it, piece by piece */
    size_t fed;
    bool timed_out, flooded;
    bool absent;       /* there is no such program */
    const char *doing; /* what it was at when its time was up */
    /* Of its time, in seconds: from when it counts, when we last looked, how
       long all its processes have waited for a processor, and the cage before,
       how long they were held up otherwise, as far as that is seen; and how
       often it was over. */
    double began, looked, waited, cage_waited, held_up;
    struct seen { /* of a process, when we last looked */
        pid_t pid;
        bool held_up;
        double counted, looked; /* what it has run and waited */
    } seen[SEEN_MAX];
    int n_seen;
    int overdue;
    double counted; /* when its processes were last counted, or it started */
    struct shared_state *shared;
};

/* Start argv[0] of room_programs().  false: it is not there, or no cage
   could be made; complaint says why. */
bool cage_start(struct run *run, char *const argv[], const struct setup *setup,
                struct text *complaint);
/* Where it is run from, unless its name is a path by itself. */
void cage_path(char *path, size_t size, const char *name);
/* Is the program over, and all that it started?  Asks, and does not wait; that
   there may be something to ask for this descriptor and SIGCHLD tell. */
bool cage_over(struct run *run);
int cage_descriptor(const struct run *run);
/* Give it the next piece of its standard input, if it has read the last one.
   true: there is more to come. */
bool cage_feed(struct run *run);
/* End it, with all that it started, and do not wait for that; or wait; forget
   what it wrote. */
void cage_strike(const struct run *run);
void cage_kill(struct run *run);
void cage_forget(struct run *run);
/* Make a cage in advance: its process, or 0 if it could not be made.  Then
   cage_start tries once more, and complains. */
pid_t cage_ready(void);
/* No more programs: end the cages that wait for one. */
void cage_close_all(void);
/* Has the program started more processes than any right one would?  Looks twice
   a second. */
bool cage_floods(struct run *run);
/* What the program wrote so far.  The caller frees data. */
struct text cage_output(int fd);
/* Number of processes that live below the program. */
int cage_workers(const struct run *run, pid_t *pids, int most);
/* In plain mode: kill whatever was handed to us by dead cages. */
void cage_sweep(const pid_t *keep, int n);
bool refusal_parse(const char *word, const char *name, struct setup *setup);

/* ---- needs.c ----------------------------------------------------------- */

struct need;
/* "segments" COUNT BYTES, "sets" COUNT, "processes" COUNT, "locked" BYTES.
   NULL: there is no such need. */
const struct need *need_of(const char *name);
/* Ask the kernel for it, and give it back.  0, or an errno. */
int need_try(const struct need *need, long count, long bytes);
/* Why it is not to be had, for a person. */
void need_tell(const struct need *need, struct text *why, int number,
               long count, long bytes);
/* Does a segment outlive its processes, as everywhere by default? */
bool segments_last(void);

/* ---- kernel.c ---------------------------------------------------------- */

enum { ROWS_MAX = 4096 };
struct row { /* one line of /proc/sysvipc/shm */
    int key, id;
    unsigned perms; /* with 01000 dest and 02000 locked */
    unsigned long bytes, nattch, resident;
    unsigned uid, gid;
    int cpid;
};

const char *errno_name(int number);
int errno_of(const char *name); /* "EPERM" -> EPERM; 0: no such name */
/* Rows of a table: "shm", "sem" or "msg".  -1: it cannot be read. */
int table_rows(const char *table, struct row *rows, int most);
bool table_find(int id, struct row *row);
/* key that ftok(3) must give, from stat(2) alone.  false: no such file. */
bool key_of(const char *path, int id, int *key);
/* Address range and rights of a segment in a process, from /proc/PID/maps. */
bool map_of(pid_t pid, int shmid, unsigned long *address, char rights[5]);
bool waits_for_input(pid_t pid);
/* What a program that does not end is at, as the end of a sentence. */
const char *doing(pid_t pid);
/* How long this process has waited for a processor, in seconds. */
double waited_for(pid_t pid);
/* Of the seconds that have passed since began, those that count as the
   program's: not when others had the processors that it, a worker of it or its
   cage was ready for, nor when the kernel held it up; but at least what they
   have run, together.  All, where the kernel does not tell. */
double own_time(struct run *run, double began, double passed);
/* A worker that holds a semaphore others wait for is stopped and killed: 1.
   0: the program ended before one was seen.  -1: it did not end, either. */
int kill_holder(struct run *run);
/* Seconds, since the machine was started. */
double clock_now(void);
/* The letter of a process' state, from /proc/PID/stat; 0 if it is gone. */
char state_of(pid_t pid);
/* Nanoseconds that it has had a processor for; 0 if it is no more. */
uint64_t ran_for(pid_t pid);

/* ---- step.c ------------------------------------------------------------ */

/* Of a program that was started with setup.stepped, let a worker go on by
   single instructions, another one in between, and the other way round: what
   is not one step comes apart.  steps: how many instructions may be in a turn
   of their work, and before it, from their birth or a system call. */
enum stepped {
    STEPPED,
    MISSED,  /* there are no two, or they ended too soon */
    IDLE,    /* not seen at their work, turns that write to a segment */
    REFUSED, /* we may not do it here */
    UNLOCKED /* both are about to change the same byte, by one instruction each
                that other processors do not respect */
};
enum stepped step_workers(struct run *run, int steps);

/* ---- trace.c ----------------------------------------------------------- */

struct call { /* one line of the interposer's log */
    pid_t pid;
    char name[32], arguments[200];
    char kind[48]; /* as name; of shmctl and semctl "shmctl:IPC_RMID" */
    int nth;       /* of this kind, in this process, from 1 */
    long result;
    int number; /* errno where result is -1 */
};

struct log {
    int fd;     /* ours: a program can remove the name, but not the bytes */
    off_t from; /* where the last traced run begins */
};
/* Make an empty one under that name.  false: errno says why not. */
bool log_open(struct log *log, const char *path);
/* The next run begins here.  false: there is no room for its lines. */
bool log_mark(struct log *log);
/* Of the last run, or from the beginning. */
int trace_read(const struct log *log, bool all, struct call *calls, int most);
/* Does the dynamic linker load the interposer into this program?  Not into a
   static one, nor into one of another machine. */
bool trace_is_due(const char *path);
/* Do each process's operations with SEM_UNDO cancel out, so that the kernel's
   count of them (semadj) stays small however long it runs?  Not if there are
   too few of them to tell. */
bool undo_is_even(const struct call *calls, int n);
/* Call by call, a column a process, and what became of the segment. */
void trace_draw(struct text *text, const struct call *calls, int n, int most);
int fault_errno(const char *kind);

/* ---- inspect.c --------------------------------------------------------- */

/* Exit status: 0 nothing found, 1 something, 3 it cannot be done. */
int inspect(const char *before, char *const argv[]);

/* ---- warden.c ---------------------------------------------------------- */

enum verdict { PASS, FAIL, SKIP, ERROR };

/* One check's result, as it travels from the warden to main.c. */
struct result {
    enum verdict verdict;
    int points;
    struct text title, why, where, did, expected, saw, timeline;
};

struct warden {
    struct result *result;
    uint64_t random;     /* state of the generator, from the seed */
    bool list;           /* only the title is asked for */
    struct text instead; /* what the next verb has to say it expected */
    struct setup setup;
    struct log log; /* of all traced runs; fd 0: there was none */
    bool traced;    /* the last run was one */
    struct run runs[8];
    int n_runs;    /* the last one is what expectations speak of */
    struct given { /* segments that the check made itself */
        int id;
        size_t bytes, whole; /* as asked for; with the slack of its page */
        char *image;         /* as the check left it; NULL: too large */
        char *held;          /* attached by hold, or NULL */
    } given[64];
    int n_given;
    pid_t pids[64]; /* of the programs that have run */
    int n_pids;
    int before[3][ROWS_MAX], n_before[3]; /* plain mode: ids that were there */
};

/* Judge check `name` of a rubric file in this process, a child of main.c, the
   nth of the run.  turn: a socket; the check is made ready, and begins when the
   socket brings an int, the processor to run on.  -1: it begins at once. */
void warden_main(int nth, const char *verbs, const char *rubric,
                 const char *lab, const char *name, uint64_t seed, bool list,
                 int turn, struct result *result);
/* Become who checks are made by, in an IPC namespace of our own, and in an
   empty folder of our own: room_folder(nth).  false: complaint says why not. */
bool warden_enter(int nth, struct text *complaint);
void warden_leave(void);
/* Wait until the condition holds, or for `seconds` of the program's.  Polls the
   kernel. */
bool warden_wait(struct warden *w, bool (*holds)(struct warden *, void *),
                 void *with, double seconds);
/* Serve one program until it ends or its time is up. */
void warden_finish(struct warden *w, struct run *run, double seconds);

/* ---- verbs.c ----------------------------------------------------------- */

/* Carry out one request.  reply: what the shell finds in $it.
   0 go on, 1 the check failed, 2 the check ends here. */
int verb_do(struct warden *w, int argc, char *argv[], struct text *reply);
void verbs_clean(struct warden *w);

#endif
