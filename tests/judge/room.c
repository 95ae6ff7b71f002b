/* room.c - the temporary folder of a whole run.
 *
 *     $TMPDIR/shm-labs.XXXXXX/   ours; programs may not write here
 *         interpose.so           a link to it; for root's programs a copy
 *         programs/              for root's programs: copies of them
 *         files/                 what else their uid would not reach
 *         0, 1, 2 ...            a folder for each check: it belongs to the uid
 *                                that programs run as, and is where they run
 *
 * A process of its own, the keeper, removes it.  It waits for the end of a pipe
 * whose other end we and all wardens hold, so that even a SIGKILL leaves
 * nothing.
 */
#define _GNU_SOURCE
#include "judge.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

static char room[4096], copies[4096 + 16], files[4096 + 16];
static char interposer[4096 + 16];
static int alive = -1; /* the keeper sees when nobody has it any more */
static pid_t keeper;

/* ---- where ---- */

/* Root's copies of programs have to run there. */
static bool is_usable(const char *base)
{
    struct statvfs fs;
    if (*base != '/' || strpbrk(base, " :") != NULL || statvfs(base, &fs) == -1)
        return false;
    return mode.uid == 0
               ? access(base, W_OK | X_OK) == 0
               : (fs.f_flag & ST_NOEXEC) == 0 && mode_reaches(base, X_OK);
}

/* TMPDIR if programs may work there, else where temporary folders usually
   are.  One that does not exist is the user's mistake, not ours to mend. */
static const char *find_base(void)
{
    const char *asked = getenv("TMPDIR");
    const char *const bases[] = {asked != NULL && *asked == '/' ? asked
                                                                : "/tmp",
                                 "/tmp", "/var/tmp", "/dev/shm"};
    if (access(bases[0], W_OK | X_OK) == -1)
        err(3, "expected TMPDIR to be a folder to write to, found %s",
            bases[0]);
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++)
        if (is_usable(bases[i]))
            return bases[i];
    errx(3,
         "expected a temporary folder that programs can work in and run from, "
         "with neither a space nor a colon in its path; found none in TMPDIR "
         "(%s), /tmp, /var/tmp and /dev/shm",
         bases[0]);
}

/* ---- how it goes ---- */

static int remove_entry(const char *path, const struct stat *sb, int type,
                        struct FTW *ftw)
{
    (void)sb, (void)type, (void)ftw;
    return remove(path) == -1 && errno == ENOMEM ? -1 : 0;
}

/* A folder that a program closed must open before it can be emptied. */
static int open_folder(const char *path, const struct stat *sb, int type,
                       struct FTW *ftw)
{
    (void)sb, (void)ftw;
    if (type == FTW_D || type == FTW_DNR)
        chmod(path, 0700);
    return 0;
}

void room_remove(const char *folder)
{
    for (int depth = 0; depth < 4 && access(folder, F_OK) == 0; depth++) {
        nftw(folder, open_folder, 16, FTW_PHYS);
        nftw(folder, remove_entry, 16, FTW_PHYS | FTW_DEPTH);
    }
}

/* The names in a folder that only we may write to: files, and empty folders. */
static void remove_names(const char *folder)
{
    DIR *names = opendir(folder);
    for (struct dirent *e; names != NULL && (e = readdir(names)) != NULL;) {
        bool self = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
        if (!self && unlinkat(dirfd(names), e->d_name, 0) == -1)
            unlinkat(dirfd(names), e->d_name, AT_REMOVEDIR);
    }
    if (names != NULL)
        closedir(names);
    rmdir(folder);
}

/* What programs left is removed as the uid that they ran as: root must not
   follow paths that a program may still change. */
static _Noreturn void keep(int pipe)
{
    char byte;
    setsid();
    for (int fd = 0; fd < 3; fd++)
        dup2(open("/dev/null", O_RDWR), fd);
    const int ignored[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
    while (read(pipe, &byte, 1) == -1 && errno == EINTR)
        continue;
    pid_t pid = fork();
    if (pid == 0) {
        if (mode_become())
            room_remove(room);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    remove_names(copies);
    remove_names(files);
    remove_names(room);
    _exit(0);
}

void room_leave(void)
{
    if (alive == -1)
        return;
    close(alive);
    alive = -1;
    while (waitpid(keeper, NULL, 0) == -1 && errno == EINTR)
        continue;
}

/* ---- how it comes ---- */

/* A copy that everybody may run, under a path of ours.  false: errno. */
static bool copy_file(const char *from, const char *to)
{
    static char buffer[1 << 16];
    struct stat sb;
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (in == -1)
        return false;
    int out = fstat(in, &sb) == 0 && S_ISREG(sb.st_mode)
                  ? open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700)
                  : -1;
    ssize_t n = 0;
    while (out != -1 && (n = read(in, buffer, sizeof buffer)) > 0)
        if (write(out, buffer, (size_t)n) != n) {
            n = -1;
            break;
        }
    bool ok = out != -1 && n == 0 && fchmod(out, 0755) == 0;
    int number = errno;
    close(in);
    if (out != -1)
        close(out);
    errno = number;
    return ok;
}

/* The interposer lies beside the judge. */
static void bring_interposer(void)
{
    char from[4096];
    ssize_t n = readlink("/proc/self/exe", from, sizeof from - 32);
    from[n > 0 ? n : 0] = '\0';
    strcpy(strrchr(from, '/') != NULL ? strrchr(from, '/') + 1 : from,
           "interpose.so");
    if (access(from, R_OK) == -1)
        err(3, "expected the interposer beside the judge, found %s", from);
    snprintf(interposer, sizeof interposer, "%s/interpose.so", room);
    if (mode.uid != 0 ? !copy_file(from, interposer)
                      : symlink(from, interposer) == -1)
        err(3, "%s", interposer);
}

void room_make(void)
{
    int ends[2];
    sigset_t all,
        old; /* no signal may come between the folder and its keeper */
    sigfillset(&all);
    snprintf(room, sizeof room, "%s/shm-labs.XXXXXX", find_base());
    sigprocmask(SIG_BLOCK, &all, &old);
    if (mkdtemp(room) == NULL)
        err(3, "%s", room);
    snprintf(copies, sizeof copies, "%s/programs", room);
    snprintf(files, sizeof files, "%s/files", room);
    if (pipe2(ends, O_CLOEXEC) == -1 || (keeper = fork()) == -1) {
        rmdir(room);
        err(3, "no process to keep %s", room);
    }
    if (keeper == 0) {
        close(ends[1]);
        keep(ends[0]);
    }
    sigprocmask(SIG_SETMASK, &old, NULL);
    close(ends[0]);
    alive = ends[1];
    atexit(room_leave); /* an error, too, waits until it is gone */
    /* Whatever the umask is. */
    if (chmod(room, 0711) == -1 ||
        (mode.uid != 0 &&
         (mkdir(copies, 0700) == -1 || chmod(copies, 0755) == -1 ||
          mkdir(files, 0700) == -1 || chmod(files, 0755) == -1)))
        err(3, "%s", room);
    bring_interposer();
}

int room_folder(int nth, char *path, size_t size)
{
    snprintf(path, size, "%s/%d", room, nth);
    if (mkdir(path, 0700) == -1 ||
        (mode.uid != 0 && chown(path, mode.uid, mode.uid) == -1))
        return -1;
    return 0;
}

const char *room_interposer(void)
{
    return interposer;
}

/* ---- programs ---- */

const char *room_programs(void)
{
    return mode.uid != 0 ? copies : programs;
}

/* All rubrics, as one text. */
static struct text read_all(char *const paths[], int n)
{
    struct text all = {NULL, 0};
    char piece[4096];
    text_add(&all, "", 0);
    for (int i = 0; i < n; i++) {
        FILE *file = fopen(paths[i], "re");
        for (size_t got;
             file != NULL && (got = fread(piece, 1, sizeof piece, file)) > 0;)
            text_add(&all, piece, got);
        if (file != NULL)
            fclose(file);
    }
    return all;
}

/* What cannot be run is there as an empty file: it can still be named. */
void room_copy_programs(char *const rubrics[], int n)
{
    if (mode.uid == 0)
        return;
    struct text all = read_all(rubrics, n);
    DIR *names = opendir(programs);
    for (struct dirent *e; names != NULL && (e = readdir(names)) != NULL;) {
        char from[4096 + 300], to[4096 + 300], stem[256];
        snprintf(stem, sizeof stem, "%.*s", (int)strcspn(e->d_name, "."),
                 e->d_name);
        if (*stem == '\0' || strstr(all.data, stem) == NULL)
            continue;
        snprintf(from, sizeof from, "%s/%s", programs, e->d_name);
        snprintf(to, sizeof to, "%s/%s", copies, e->d_name);
        struct stat sb;
        bool runs = stat(from, &sb) == 0 && S_ISREG(sb.st_mode) &&
                    (sb.st_mode & 0111) != 0;
        int fd = runs ? -1 : open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
        if (runs ? !copy_file(from, to) : fd == -1)
            err(3, "%s: no copy of it in %s", from, to);
        if (fd != -1)
            close(fd);
    }
    if (names != NULL)
        closedir(names);
    free(all.data);
}

const char *room_reach(const char *path)
{
    static int n;
    char *copy;
    if (mode.uid == 0 || mode_reaches(path, R_OK))
        return path;
    if (asprintf(&copy, "%s/%d", files, n++) == -1)
        err(3, "asprintf");
    if (!copy_file(path, copy))
        err(3, "%s: no copy of it in %s", path, files);
    return copy;
}
