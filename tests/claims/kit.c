/* kit.c - what the experiments have in common. */
#define _GNU_SOURCE
#include "kit.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <inttypes.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct report *report;
struct place place;

/* ---- what an experiment says ---- */

static void add(const char *format, va_list args)
{
    size_t used = strlen(report->evidence);
    vsnprintf(report->evidence + used, sizeof report->evidence - used, format,
              args);
}

void evidence(const char *format, ...)
{
    if (report->evidence[0] != '\0')
        strncat(report->evidence, ", ",
                sizeof report->evidence - strlen(report->evidence) - 1);
    va_list args;
    va_start(args, format);
    add(format, args);
    va_end(args);
}

/* The first process to give a reason ends the whole experiment: the others may
   wait for what will not come. */
static _Noreturn void end(enum outcome outcome, const char *format,
                          va_list args)
{
    if (atomic_exchange(&report->over, true))
        for (;;)
            pause();
    vsnprintf(report->reason, sizeof report->reason, format, args);
    report->outcome = outcome;
    if (report->group > 0 && report->group != getpid())
        kill(-report->group, SIGKILL);
    _exit(0);
}

static _Noreturn void contradiction(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
static _Noreturn void contradiction(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    end(CONTRADICTS, format, args);
}

void not_here(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    end(UNTRIED, format, args);
}

/* Does this kernel remove every segment that nobody has attached?  Not in a
   namespace of our own, which begins without that. */
static bool rmid_forced(void)
{
    char value = '0';
    int fd = place.namespace
                 ? -1
                 : open("/proc/sys/kernel/shm_rmid_forced", O_RDONLY);
    bool forced = fd != -1 && read(fd, &value, 1) == 1 && value != '0';
    if (fd != -1)
        close(fd);
    return forced;
}

void expect(bool holds, const char *condition, const char *file, int line)
{
    static const int limits[] = {ENOSYS, EPERM,  ENOMEM, ENOSPC, EDQUOT,
                                 EMFILE, ENFILE, EFBIG,  E2BIG};
    int number = errno;
    report->expectations++;
    if (holds)
        return;
    if (rmid_forced())
        not_here(
            "kernel.shm_rmid_forced is 1: what is not attached is removed");
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        if (number == limits[i])
            not_here("%s: %s", condition, strerror(number));
    const char *name = strrchr(file, '/');
    contradiction("expected %s (%s:%d); errno is %s", condition,
                  name != NULL ? name + 1 : file, line, name_of(number));
}

void need_namespace(void)
{
    if (!place.namespace)
        not_here("needs an IPC namespace of its own, which this host refuses");
}

void need_segments(size_t size)
{
    struct shminfo limits;
    if (place.no_segments[0] != '\0')
        not_here("%s", place.no_segments);
    if (!place.namespace &&
        shmctl(0, IPC_INFO, (struct shmid_ds *)(void *)&limits) != -1 &&
        size > limits.shmmax)
        not_here("needs a segment of %zu bytes; kernel.shmmax is %lu", size,
                 limits.shmmax);
}

void need_root(void)
{
    if (!place.others)
        not_here("needs root, and that root may become another user");
}

bool become_another(void)
{
    return setgroups(0, NULL) == 0 && setresgid(65533, 65533, 65533) == 0 &&
           setresuid(65533, 65533, 65533) == 0;
}

void be_another(void)
{
    if (!become_another())
        not_here("cannot become uid 65533: %s", strerror(errno));
}

/* Root becomes another user.  Where root may not, and in a user namespace of
   our own, capabilities are what has to go. */
void no_privileges(void)
{
    if (place.others) {
        be_another();
    } else {
        struct { /* linux/capability.h, version 3 */
            uint32_t version;
            int pid;
        } header = {0x20080522, 0};
        uint32_t none[6] = {0};
        if (syscall(SYS_capset, &header, none) == -1)
            not_here("cannot give up capabilities: %s", strerror(errno));
    }
    /* Both are lost with a change of uid: /proc/self would be closed, and
       nobody would end us with our parent. */
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

/* ---- segments ---- */

static int note_made(bool set, int id)
{
    if (id != -1) {
        int n = atomic_fetch_add(&report->n_made, 1);
        EXPECT(n < MADE_MAX);
        report->made[n].set = set;
        report->made[n].uid = geteuid();
        report->made[n].id = id;
        atomic_store(&report->made[n].whole, true);
    }
    return id;
}

int made(int shmid)
{
    return note_made(false, shmid);
}

int get(key_t key, size_t size, int shmflg)
{
    need_segments(shmflg & IPC_CREAT ? size : 0);
    return made(shmget(key, size, shmflg));
}

int make(key_t key, size_t size, int shmflg)
{
    int shmid = get(key, size, shmflg);
    if (shmid == -1)
        not_here("shmget: %s", strerror(errno));
    return shmid;
}

int new_segment(size_t size)
{
    return make(IPC_PRIVATE, size, IPC_CREAT | 0600);
}

int new_semaphore(void)
{
    if (place.no_semaphores[0] != '\0')
        not_here("%s", place.no_semaphores);
    int semid = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
    if (semid == -1)
        not_here("semget: %s", strerror(errno));
    return note_made(true, semid);
}

/* A file of our own, and what ftok(3) makes of it. */
key_t unused_key(void)
{
    static int n;
    need_segments(0);
    for (;;) {
        char name[32];
        snprintf(name, sizeof name, "key%d", n++);
        new_file(name);
        key_t key = ftok(name, 83);
        if (key != -1 && shmget(key, 0, 0) == -1 && errno == ENOENT)
            return key;
    }
}

char *attach(int shmid, int shmflg)
{
    char *shmaddr = shmat(shmid, NULL, shmflg);
    EXPECT(shmaddr != (void *)-1);
    return shmaddr;
}

struct shmid_ds stat_of(int shmid)
{
    struct shmid_ds ds;
    EXPECT(shmctl(shmid, IPC_STAT, &ds) == 0);
    return ds;
}

unsigned long nattch_of(int shmid)
{
    return (unsigned long)stat_of(shmid).shm_nattch;
}

bool exists(int shmid)
{
    struct shmid_ds ds;
    return shmctl(shmid, IPC_STAT, &ds) == 0;
}

/* Of its line in /proc/sysvipc/shm, which everybody may read. */
static void look_up(int shmid, unsigned *perms, long *rss)
{
    FILE *table = open_proc("/proc/sysvipc/shm");
    char line[512];
    bool found = false;
    while (!found && fgets(line, sizeof line, table) != NULL) {
        int id;
        found = sscanf(line,
                       "%*d %d %o %*u %*d %*d %*u %*u %*u %*u %*u %*u "
                       "%*u %*u %ld",
                       &id, perms, rss) == 3 &&
                id == shmid;
    }
    fclose(table);
    EXPECT(found);
}

long resident(int shmid)
{
    unsigned perms;
    long rss;
    look_up(shmid, &perms, &rss);
    return rss;
}

unsigned mode_of(int shmid)
{
    unsigned perms;
    long rss;
    look_up(shmid, &perms, &rss);
    return perms;
}

size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/* ---- processes ---- */

pid_t start(void)
{
    pid_t parent = getpid(), pid = fork();
    if (pid == -1)
        not_here("fork: %s", strerror(errno));
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        if (getppid() != parent)
            _exit(1);
    }
    return pid;
}

int end_of(pid_t pid)
{
    int status = -1;
    while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
        continue;
    return status;
}

bool ended_by_machine(int status)
{
    int signo = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return signo == SIGKILL || signo == SIGSYS || signo == SIGXCPU;
}

bool went_well(pid_t pid)
{
    int status = end_of(pid);
    if (ended_by_machine(status))
        not_here("a process was ended by signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

struct gate new_gate(void)
{
    int ends[2];
    EXPECT(pipe(ends) == 0);
    return (struct gate){ends[0], ends[1]};
}

void pass(struct gate gate)
{
    EXPECT(write(gate.out, "", 1) == 1);
}

void await(struct gate gate)
{
    char byte;
    EXPECT(read(gate.in, &byte, 1) == 1);
}

bool on_one_processor(void)
{
    cpu_set_t set, one;
    CPU_ZERO(&one);
    if (sched_getaffinity(0, sizeof set, &set) == -1)
        return false;
    for (size_t cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; cpu++)
        if (CPU_ISSET(cpu, &set))
            CPU_SET(cpu, &one);
    return sched_setaffinity(0, sizeof one, &one) == 0;
}

/* ---- memory ---- */

static sigjmp_buf after_fault;

static void on_fault(int signo)
{
    siglongjmp(after_fault, signo);
}

static bool faults(volatile char *at, bool write)
{
    struct sigaction action = {.sa_handler = on_fault}, old[2];
    sigaction(SIGSEGV, &action, &old[0]);
    sigaction(SIGBUS, &action, &old[1]);
    bool faulted = sigsetjmp(after_fault, 1) != 0;
    if (!faulted) {
        char byte = *at;
        if (write)
            *at = byte;
    }
    sigaction(SIGSEGV, &old[0], NULL);
    sigaction(SIGBUS, &old[1], NULL);
    return faulted;
}

bool read_faults(const char *at)
{
    return faults((volatile char *)(uintptr_t)at, false);
}

bool write_faults(char *at)
{
    return faults(at, true);
}

long minor_faults(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt;
}

void map_line(const void *at, char *line, size_t size)
{
    FILE *maps = open_proc("/proc/self/maps");
    bool found = false;
    while (!found && fgets(line, (int)size, maps) != NULL)
        found = strtoull(line, NULL, 16) == (uintptr_t)at;
    fclose(maps);
    EXPECT(found);
    line[strcspn(line, "\n")] = '\0';
}

FILE *open_proc(const char *path)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        not_here("%s: %s", path, strerror(errno));
    return file;
}

/* The first line "NAME: NUMBER kB" from here on.  Closes the file. */
static long figure(FILE *file, const char *name)
{
    char line[512];
    size_t length = strlen(name);
    while (fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, name, length) == 0 && line[length] == ':') {
            fclose(file);
            return strtol(line + length + 1, NULL, 10);
        }
    not_here("/proc does not show %s", name);
}

long smaps_kb(const void *at, const char *name)
{
    FILE *smaps = open_proc("/proc/self/smaps");
    char line[512], start[32];
    snprintf(start, sizeof start, "%" PRIxPTR "-", (uintptr_t)at);
    bool found = false;
    while (!found && fgets(line, sizeof line, smaps) != NULL)
        found = strncmp(line, start, strlen(start)) == 0;
    EXPECT(found);
    return figure(smaps, name);
}

long status_kb(const char *name)
{
    return figure(open_proc("/proc/self/status"), name);
}

double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void new_file(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd == -1)
        not_here("%s/%s: %s", report->folder, path, strerror(errno));
    close(fd);
}

void new_folder(const char *path)
{
    if (mkdir(path, 0755) == -1)
        not_here("%s/%s: %s", report->folder, path, strerror(errno));
}

const char *name_of(int number)
{
    static const struct {
        int number;
        const char *name;
    } names[] = {{0, "0"},           {EACCES, "EACCES"}, {EAGAIN, "EAGAIN"},
                 {EEXIST, "EEXIST"}, {EFAULT, "EFAULT"}, {EIDRM, "EIDRM"},
                 {EINVAL, "EINVAL"}, {ENOENT, "ENOENT"}, {ENOMEM, "ENOMEM"},
                 {ENOSPC, "ENOSPC"}, {EPERM, "EPERM"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].number == number)
            return names[i].name;
    return strerror(number);
}
