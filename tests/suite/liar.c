/* liar.c - a C library that says what is not so.
 *
 *     LD_PRELOAD=./liar.so LIE=shmdt build/tools/claims
 *
 * An experiment that agrees with its verdict whatever the kernel does would be
 * worth nothing.  LIE names one lie: shmdt and shmctl succeed and do nothing,
 * nattch is always 1, ftok takes nothing but the id, what mmap shares is not
 * shared, ftruncate does nothing, and a process that ends by -1 says 3.  Three
 * lies are a machine's that is limited: fork fails, shmat is SIGSYS, and the
 * clock stands still.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static pid_t
    first; /* the program itself hears the truth: it keeps the record */

__attribute__((constructor)) static void remember(void)
{
    first = getpid();
}

static bool lie(const char *name)
{
    const char *told = getenv("LIE");
    return told != NULL && strcmp(told, name) == 0 && getpid() != first;
}

/* ISO C has no conversion from void * to a function: by way of memory. */
#define REAL(function, name)                                                   \
    void *symbol = dlsym(RTLD_NEXT, name);                                     \
    memcpy(&(function), &symbol, sizeof symbol)

int shmdt(const void *shmaddr)
{
    int (*real)(const void *);
    REAL(real, "shmdt");
    return lie("shmdt") ? 0 : real(shmaddr);
}

void *shmat(int shmid, const void *shmaddr, int shmflg)
{
    void *(*real)(int, const void *, int);
    REAL(real, "shmat");
    if (lie("shmat"))
        raise(SIGSYS);
    return real(shmid, shmaddr, shmflg);
}

pid_t fork(void)
{
    pid_t (*real)(void);
    REAL(real, "fork");
    errno = EAGAIN;
    return lie("fork") ? -1 : real();
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int (*real)(clockid_t, struct timespec *);
    REAL(real, "clock_gettime");
    if (!lie("clock"))
        return real(clock, now);
    memset(now, 0, sizeof *now);
    return 0;
}

int shmctl(int shmid, int cmd, struct shmid_ds *buf)
{
    int (*real)(int, int, struct shmid_ds *);
    REAL(real, "shmctl");
    if (lie("shmctl") && cmd != IPC_STAT)
        return 0;
    int result = real(shmid, cmd, buf);
    if (lie("nattch") && cmd == IPC_STAT && result == 0)
        buf->shm_nattch = 1;
    return result;
}

key_t ftok(const char *path, int id)
{
    key_t (*real)(const char *, int);
    REAL(real, "ftok");
    return lie("ftok") ? 83 + id : real(path, id);
}

void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t at)
{
    void *(*real)(void *, size_t, int, int, int, off_t);
    REAL(real, "mmap");
    if (lie("mmap") && (flags & MAP_ANONYMOUS) && (flags & MAP_SHARED))
        flags ^= MAP_SHARED | MAP_PRIVATE;
    return real(addr, length, prot, flags, fd, at);
}

int ftruncate(int fd, off_t length)
{
    int (*real)(int, off_t);
    REAL(real, "ftruncate");
    return lie("ftruncate") ? 0 : real(fd, length);
}

void _exit(int status)
{
    if (lie("exit") && status == -1)
        status = 3;
    for (;;)
        syscall(SYS_exit_group, status);
}
