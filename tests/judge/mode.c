/* mode.c - how this machine lets us judge, and as whom.
 *
 * Three users can start the judge, and a program is an ordinary user for all
 * of them:
 *
 *     an ordinary user   programs run as that user, in namespaces of their own
 *                        where the host allows them
 *     root               everything that touches a program first becomes a uid
 *                        that nobody else on this machine uses (mode.uid), with
 *                        no supplementary group; namespaces as above, or made
 *                        by root where only root may make them
 *     root of a user     this "root" is an ordinary user outside, and there is
 *     namespace with     nobody else to become
 *     one uid
 *
 * Owns the variable mode, and the identity of each process of the judge.
 * Sources: credentials(7), user_namespaces(7), setresuid(2).
 */
#define _GNU_SOURCE
#include "judge.h"
#include "namespace.h"

#include <ctype.h>
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

struct mode mode;

/* Try it in a child, so that what fails changes nothing here. */
static bool can(bool (*attempt)(void))
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(attempt() ? 0 : 1);
    int status;
    return pid != -1 && waitpid(pid, &status, 0) == pid && status == 0;
}

/* ---- whom root becomes ---- */

/* Is this id one that the user namespace maps?  file: uid_map or gid_map. */
static bool is_mapped(const char *file, unsigned id)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/%s", file);
    FILE *map = fopen(path, "re");
    unsigned inside, count;
    bool found = false;
    while (!found && map != NULL &&
           fscanf(map, "%u %*u %u", &inside, &count) == 2)
        found = id >= inside && id - inside < count;
    if (map != NULL)
        fclose(map);
    return found;
}

/* Does a process run as this uid? */
static bool is_used(uid_t uid)
{
    DIR *proc = opendir("/proc");
    bool used = false;
    for (struct dirent *e; !used && proc != NULL && (e = readdir(proc));) {
        char path[300];
        struct stat sb;
        snprintf(path, sizeof path, "/proc/%s", e->d_name);
        used = isdigit((unsigned char)*e->d_name) && stat(path, &sb) == 0 &&
               sb.st_uid == uid;
    }
    if (proc != NULL)
        closedir(proc);
    return used;
}

/* A uid that nobody else uses, another one for each judge on this machine; 0:
   there is none but ours.  The first range is one that systemd's UIDS-GIDS.md
   leaves unused; the second one, for containers that map 65536 ids, is where
   systemd picks its own dynamic users, which are processes or nobody. */
static uid_t unused_uid(void)
{
    enum { UNUSED = 0x70000000, DYNAMIC = 61184, DYNAMIC_LAST = 65519 };
    const unsigned span = DYNAMIC_LAST - DYNAMIC + 1;
    unsigned pid = (unsigned)getpid();
    if (is_mapped("uid_map", UNUSED + pid) &&
        is_mapped("gid_map", UNUSED + pid))
        return UNUSED + pid;
    for (unsigned i = 0; i < span; i++) {
        unsigned uid = DYNAMIC + (pid + i) % span;
        if (is_mapped("uid_map", uid) && is_mapped("gid_map", uid) &&
            !is_used(uid))
            return uid;
    }
    for (unsigned uid = DYNAMIC; uid > 0; uid--)
        if (is_mapped("uid_map", uid) && is_mapped("gid_map", uid) &&
            !is_used(uid))
            return uid;
    return 0;
}

static bool drop_capabilities(void)
{
    struct { /* linux/capability.h, version 3 */
        uint32_t version;
        int pid;
    } header = {0x20080522, 0};
    uint32_t none[6] = {0};
    return syscall(SYS_capset, &header, none) == 0;
}

/* Be mode.uid.  real: the real and the saved uid, 0 for a process that has to
   be root again for a moment, and that no program can send a signal to.
   false: errno says why not. */
static bool become(uid_t real)
{
    uid_t uid = mode.uid, now[3];
    gid_t gid[3];
    if (setgroups(0, NULL) == -1 || setresgid(uid, uid, uid) == -1 ||
        setresuid(real, uid, real) == -1)
        return false;
    if (getresuid(&now[0], &now[1], &now[2]) == -1 ||
        getresgid(&gid[0], &gid[1], &gid[2]) == -1 || getgroups(0, NULL) != 0)
        return false;
    errno = EPERM;
    return now[0] == real && now[1] == uid && now[2] == real && gid[0] == uid &&
           gid[1] == uid && gid[2] == uid;
}

bool mode_become(void)
{
    return mode.uid == 0 || become(mode.uid);
}

static const char *wanted;
static int wanted_how;

static bool try_path(void)
{
    return mode_become() && access(wanted, wanted_how) == 0;
}

bool mode_reaches(const char *path, int how)
{
    wanted = path;
    wanted_how = how;
    return can(try_path);
}

bool mode_drop(void)
{
    mode_as_root(true);
    if (mode.reserve && !become(mode.uid))
        return false;
    /* As root of a user namespace a program would get them back by exec. */
    const unsigned long noroot_locked = 3; /* linux/securebits.h */
    prctl(PR_SET_SECUREBITS, noroot_locked, 0, 0, 0);
    for (int cap = 0; prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0; cap++)
        continue;
    return drop_capabilities();
}

void mode_as_root(bool on)
{
    if (mode.reserve && seteuid(on ? 0 : mode.uid) == -1)
        err(3, "seteuid");
}

/* ptrace(2) asks for the tracer's real uid. */
void mode_as_tracer(bool on)
{
    if (mode.reserve && setresuid(on ? mode.uid : 0, mode.uid, 0) == -1)
        err(3, "setresuid");
}

/* ---- namespaces, or the next best ---- */

/* Of an ordinary user, or of root who has become one for good. */
static bool enter_user_namespace(void)
{
    return mode_become() && prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0 &&
           become_in_a_user_namespace(0);
}

bool mode_enter(const char **step)
{
    *step = "a user namespace";
    if (mode.namespaces && !mode.reserve && !enter_user_namespace())
        return false;
    *step = "an IPC namespace";
    if (mode.namespaces && unshare(CLONE_NEWIPC) == -1)
        return false;
    *step = "a uid of its own";
    return !mode.reserve || become(0);
}

static bool try_namespaces(void)
{
    return unshare(CLONE_NEWIPC | CLONE_NEWPID) == 0;
}

static bool try_user_namespace(void)
{
    return enter_user_namespace() && try_namespaces();
}

static bool try_nested(void)
{
    return enter_user_namespace() && become_in_a_user_namespace(1000);
}

/* How many processes and threads this user has, as RLIMIT_NPROC counts them. */
static int count_processes(void)
{
    DIR *proc = opendir("/proc");
    int count = 0;
    for (struct dirent *e; proc != NULL && (e = readdir(proc)) != NULL;) {
        char path[300];
        struct stat sb;
        snprintf(path, sizeof path, "/proc/%s/task", e->d_name);
        if (isdigit((unsigned char)*e->d_name) && stat(path, &sb) == 0 &&
            sb.st_uid == geteuid())
            count += (int)sb.st_nlink - 2; /* a folder for each thread */
    }
    if (proc != NULL)
        closedir(proc);
    return count;
}

/* Does RLIMIT_NPROC count the processes of a user namespace by themselves?  So
   it is since Linux 5.14; before, all of that user's on the machine. */
static bool counted_by_namespace(void)
{
    struct utsname name;
    int major, minor;
    return uname(&name) == 0 &&
           sscanf(name.release, "%d.%d", &major, &minor) == 2 &&
           (major > 5 || (major == 5 && minor >= 14));
}

/* ---- what else a run depends on ---- */

/* The whole of an environment variable, as a number in that range. */
static double setting(const char *name, double usual, double least, double most)
{
    const char *word = getenv(name);
    char *end;
    if (word == NULL || *word == '\0')
        return usual;
    double value = strtod(word, &end);
    if (end == word || *end != '\0' || !(value >= least && value <= most))
        errx(2, "expected %s to be a number from %g to %.15g, found '%.40s'",
             name, least, most, word);
    return value;
}

/* Without the kernel's tables there is nobody to ask. */
static void need_kernel(void)
{
    if (access("/proc/self/stat", R_OK) == -1)
        err(3, "expected /proc, where the kernel tells what processes do "
               "(next, as root: mount -t proc proc /proc); found /proc/self/"
               "stat");
    if (access("/proc/sysvipc/shm", R_OK) == -1)
        err(3, "expected /proc/sysvipc/shm, the kernel's table of segments: "
               "this kernel has no System V IPC (CONFIG_SYSVIPC), or a "
               "container hides the table; found");
}

/* By the system call itself: libcs disagree on the type of a resource. */
static bool limits(int resource, const uint64_t *new, uint64_t old[2])
{
    return syscall(SYS_prlimit64, 0, resource, new, old) == 0;
}

void limit_lower(int resource, uint64_t value)
{
    uint64_t old[2], new[2];
    if (!limits(resource, NULL, old))
        return;
    new[0] = new[1] = value < old[1] ? value : old[1];
    limits(resource, new, NULL);
}

/* Have all of a resource that there is: how much? */
static uint64_t limit_raise(int resource)
{
    uint64_t old[2];
    if (!limits(resource, NULL, old))
        return UINT64_MAX;
    old[0] = old[1];
    limits(resource, old, NULL);
    return old[1];
}

static void need_limit(const char *what, int resource, uint64_t least,
                       const char *option)
{
    uint64_t found = limit_raise(resource);
    if (found < least)
        errx(3, "expected to be allowed %llu %s, found %llu (ulimit %s)",
             (unsigned long long)least, what, (unsigned long long)found,
             option);
}

static void need_limits(void)
{
    enum { FILES = 40, ALONE_PROCESSES = 1024, ALONE_LOCKED = 1 << 20 };
    need_limit("open files", RLIMIT_NOFILE, FILES, "-n");
    need_limit("bytes in a file", RLIMIT_FSIZE, OUTPUT_MAX, "-f");
    mode.scarce = limit_raise(RLIMIT_NPROC) < ALONE_PROCESSES ||
                  limit_raise(RLIMIT_MEMLOCK) < ALONE_LOCKED;
}

void mode_choose(bool plain, double seconds)
{
    mode.seconds = setting("JUDGE_SECONDS", seconds, 0.01, 3600);
    mode.memory = (uint64_t)setting("JUDGE_MEMORY", 512 << 20, 0, 1e15);
    need_kernel();
    need_limits();
    if (geteuid() == 0 && (mode.uid = unused_uid()) != 0 && !can(mode_become))
        errx(3,
             "expected root to be able to become uid %u, which nobody uses, to "
             "run the programs; found that it may not (setgroups, setresgid, "
             "setresuid: CAP_SETUID and CAP_SETGID); next: run this as an "
             "ordinary user",
             mode.uid);
    mode.namespaces = !plain && can(try_user_namespace);
    mode.user = mode.namespaces && can(try_nested);
    mode.reserve = mode.uid != 0 && !mode.namespaces;
    if (!plain && mode.reserve)
        mode.namespaces = can(try_namespaces);
    if (plain)
        mode.why = "asked for with -n";
    else if (!mode.namespaces)
        mode.why = "this host does not let us make namespaces";
    if (mode.uid == 0 && (!mode.user || !counted_by_namespace()))
        mode.processes = count_processes();
}
