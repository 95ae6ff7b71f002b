/* interpose.c - see every System V call of a program, and let any of them fail.
 *
 *     LD_PRELOAD=build/tools/interpose.so SHM_LABS_TRACE=/tmp/log ./program
 *
 * SHM_LABS_TRACE=FILE   append a line for each call to FILE (absolute):
 *                       PID TAB CALL TAB ARGUMENTS TAB RESULT TAB ERRNO
 * SHM_LABS_FAULT=CALL:N:ERRNO
 *                       the Nth CALL (from 1, in each process) is not made: it
 *                       fails with this errno, a number.  CALL may be one
 *                       command, "shmctl IPC_RMID"; N may be 0: every one.
 *
 * CALL is one of ftok shmget shmat shmdt shmctl semget semop semctl, as
 * written; start and exit are lines of their own, without arguments.  Of each
 * process the first 50 semop() that succeed are written down, and 2000 lines.
 * What a program does without libc (a static one, syscall(2)) is not seen.
 */
#define _GNU_SOURCE
/* The libc of the program may be another one than ours: only what all have is
   called.  So no checked versions (__snprintf_chk), and no scanf or strtol: a
   new glibc has another name for them (__isoc23_sscanf). */
#undef _FORTIFY_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

enum { NOTES_MAX = 2000 };

/* One write(2) to a file opened for it: whole lines, also from many processes,
   and also of a program that has closed all that it did not open. */
static void note(const char *call, long result, int number, const char *format,
                 ...) __attribute__((format(printf, 4, 5)));
static void note(const char *call, long result, int number, const char *format,
                 ...)
{
    static int notes;
    if (++notes > NOTES_MAX) /* a loop without an end; the file has one */
        return;
    int saved = errno;
    const char *path = getenv("SHM_LABS_TRACE");
    int fd = path == NULL
                 ? -1
                 : open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd != -1) {
        char line[512];
        va_list args;
        int size = snprintf(line, sizeof line, "%d\t%s\t", (int)getpid(), call);
        va_start(args, format);
        size +=
            vsnprintf(line + size, sizeof line - (size_t)size, format, args);
        va_end(args);
        size += snprintf(line + size, sizeof line - (size_t)size, "\t%ld\t%d\n",
                         result, result == -1 ? number : 0);
        if (write(fd, line, (size_t)size) != size)
            abort(); /* a judge that cannot see must not go on */
        close(fd);
    }
    errno = saved;
}

/* Is the word before the next ':' this one?  Then on to what is behind it. */
static bool next_word(const char **at, const char *word)
{
    size_t size = strlen(word);
    bool same = strncmp(*at, word, size) == 0 && (*at)[size] == ':';
    *at += same ? size + 1 : 0;
    return same;
}

static int next_number(const char **at)
{
    int value = 0;
    for (; **at >= '0' && **at <= '9'; ++*at)
        value = 10 * value + (**at - '0');
    *at += **at == ':';
    return value;
}

/* Shall this call fail?  Counts the calls of that name, in this process. */
static int fault(const char *call, const char *command)
{
    static int count;
    static pid_t counted_for;
    const char *spec = getenv("SHM_LABS_FAULT");
    if (spec == NULL)
        return 0;
    char whole[64];
    snprintf(whole, sizeof whole, "%s %s", call, command);
    if (!next_word(&spec, call) && !next_word(&spec, whole))
        return 0;
    int n = next_number(&spec), number = next_number(&spec);
    if (counted_for != getpid()) {
        counted_for = getpid();
        count = 0;
    }
    return ++count == n || n == 0 ? number : 0;
}

#define REAL(type, name, ...)                                                  \
    static type (*real)(__VA_ARGS__);                                          \
    if (real == NULL)                                                          \
    *(void **)&real = dlsym(RTLD_NEXT, name)

static const char *command_name(int cmd)
{
    static const struct {
        int cmd;
        const char *name;
    } names[] = {
        {IPC_RMID, "IPC_RMID"},     {IPC_SET, "IPC_SET"},
        {IPC_STAT, "IPC_STAT"},     {SHM_LOCK, "SHM_LOCK"},
        {SHM_UNLOCK, "SHM_UNLOCK"}, {IPC_INFO, "IPC_INFO"},
        {SHM_INFO, "SHM_INFO"},     {SHM_STAT, "SHM_STAT"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].cmd == cmd)
            return names[i].name;
    return "?";
}

struct flag {
    int bit;
    const char *name;
};

/* Flags as one writes them: names, and what is left in octal, as a mode. */
static const char *flag_names(char *text, size_t size, int value,
                              const struct flag *flags, const char *rest)
{
    size_t at = 0;
    *text = '\0';
    for (; flags->name != NULL; flags++) {
        if ((value & flags->bit) == 0)
            continue;
        at += (size_t)snprintf(text + at, size - at, "%s%s", at > 0 ? "|" : "",
                               flags->name);
        value &= ~flags->bit;
    }
    if (at == 0 || value != 0)
        snprintf(text + at, size - at, rest, at > 0 ? "|" : "",
                 (unsigned)value);
    return text;
}

static const struct flag get_flags[] = {
    {IPC_CREAT, "IPC_CREAT"}, {IPC_EXCL, "IPC_EXCL"}, {0, NULL}};
static const struct flag at_flags[] = {{SHM_RDONLY, "SHM_RDONLY"},
                                       {SHM_RND, "SHM_RND"},
                                       {SHM_REMAP, "SHM_REMAP"},
                                       {0, NULL}};

key_t ftok(const char *path, int id)
{
    REAL(key_t, "ftok", const char *, int);
    int number = fault("ftok", "");
    errno = number != 0 ? number : errno;
    key_t key = number != 0 ? -1 : real(path, id);
    note("ftok", key, errno, "%.200s, %d", path, id);
    return key;
}

int shmget(key_t key, size_t size, int shmflg)
{
    REAL(int, "shmget", key_t, size_t, int);
    int number = fault("shmget", "");
    errno = number != 0 ? number : errno;
    int shmid = number != 0 ? -1 : real(key, size, shmflg);
    char flags[80];
    note("shmget", shmid, errno, "0x%08x, %zu, %s", (unsigned)key, size,
         flag_names(flags, sizeof flags, shmflg, get_flags, "%s%04o"));
    return shmid;
}

void *shmat(int shmid, const void *shmaddr, int shmflg)
{
    REAL(void *, "shmat", int, const void *, int);
    int number = fault("shmat", "");
    errno = number != 0 ? number : errno;
    void *at = number != 0 ? (void *)-1 : real(shmid, shmaddr, shmflg);
    char address[24] = "NULL", flags[80];
    if (shmaddr != NULL)
        snprintf(address, sizeof address, "%p", shmaddr);
    note("shmat", (long)at, errno, "%d, %s, %s", shmid, address,
         shmflg == 0
             ? "0"
             : flag_names(flags, sizeof flags, shmflg, at_flags, "%s0%o"));
    return at;
}

int shmdt(const void *shmaddr)
{
    REAL(int, "shmdt", const void *);
    int number = fault("shmdt", "");
    errno = number != 0 ? number : errno;
    int result = number != 0 ? -1 : real(shmaddr);
    note("shmdt", result, errno, "%ld", (long)shmaddr);
    return result;
}

int shmctl(int shmid, int cmd, struct shmid_ds *buf)
{
    REAL(int, "shmctl", int, int, struct shmid_ds *);
    int number = fault("shmctl", command_name(cmd & 0xff));
    errno = number != 0 ? number : errno;
    int result = number != 0 ? -1 : real(shmid, cmd, buf);
    note("shmctl", result, errno, "%d, %s", shmid, command_name(cmd & 0xff));
    return result;
}

int semget(key_t key, int nsems, int semflg)
{
    REAL(int, "semget", key_t, int, int);
    int number = fault("semget", "");
    errno = number != 0 ? number : errno;
    int semid = number != 0 ? -1 : real(key, nsems, semflg);
    char flags[80];
    note("semget", semid, errno, "0x%08x, %d, %s", (unsigned)key, nsems,
         flag_names(flags, sizeof flags, semflg, get_flags, "%s%04o"));
    return semid;
}

/* Operations as [NUM:]OP, those on semaphore 0 without its number. */
static const char *op_names(char *text, size_t size, const struct sembuf *sops,
                            size_t nsops)
{
    size_t at = 0;
    *text = '\0';
    for (size_t i = 0; i < nsops && size - at > 32; i++) {
        if (sops[i].sem_num != 0)
            at += (size_t)snprintf(text + at, size - at,
                                   ", %u:", sops[i].sem_num);
        else
            at += (size_t)snprintf(text + at, size - at, ", ");
        at += (size_t)snprintf(text + at, size - at, "%+d%s", sops[i].sem_op,
                               sops[i].sem_flg & SEM_UNDO ? " SEM_UNDO" : "");
    }
    return text;
}

int semop(int semid, struct sembuf *sops, size_t nsops)
{
    REAL(int, "semop", int, struct sembuf *, size_t);
    int number = fault("semop", "");
    errno = number != 0 ? number : errno;
    int result = number != 0 ? -1 : real(semid, sops, nsops);
    static int told;
    if (result != -1 && ++told > 50) /* a counter's loop tells nothing new */
        return result;
    char ops[150];
    bool nowhere = result == -1 && errno == EFAULT;
    note("semop", result, errno, "%d%s", semid,
         op_names(ops, sizeof ops, sops, nowhere ? 0 : nsops));
    return result;
}

static const char *sem_command_name(int cmd)
{
    return cmd == SETVAL   ? "SETVAL"
           : cmd == SETALL ? "SETALL"
           : cmd == GETVAL ? "GETVAL"
           : cmd == GETPID ? "GETPID"
                           : command_name(cmd);
}

int semctl(int semid, int semnum, int cmd, ...)
{
    REAL(int, "semctl", int, int, int, ...);
    va_list args;
    va_start(args, cmd);
    long arg = va_arg(args, long); /* the widest member of union semun */
    va_end(args);
    int number = fault("semctl", sem_command_name(cmd & 0xff));
    errno = number != 0 ? number : errno;
    int result = number != 0 ? -1 : real(semid, semnum, cmd, arg);
    note("semctl", result, errno, "%d, %d, %s", semid, semnum,
         sem_command_name(cmd & 0xff));
    return result;
}

__attribute__((constructor)) static void started(void)
{
    note("start", 0, 0, " ");
}

__attribute__((destructor)) static void ended(void)
{
    note("exit", 0, 0, " ");
}
