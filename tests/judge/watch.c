/* watch.c - wait until a C file in a folder is written, moved, made or removed.
 *
 *     $ build/tools/watch labs
 *     03_attach_write.c
 *
 * usage: watch FOLDER [MS [SEEN]]
 *
 * The name of one that changed is printed once nothing has moved for MS
 * milliseconds (25): an editor that writes aside, renames and removes has saved
 * once.  SEEN is a file that remembers what was there: what has changed since
 * then counts, too.  Where there is no SEEN yet it is made, and that is all.
 *
 * What counts is what stat(2) says.  inotify only wakes us; where it is blind
 * (network folders) or not there, we look every 300 ms.  A folder that is not
 * there has no files, and may come back.
 *
 * Exit status: 0 something changed, 1 whoever started this is gone, 2 usage,
 * 3 no memory, or SEEN cannot be written.
 */
#define _DEFAULT_SOURCE
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/inotify.h>
#endif

enum { LOOK_MS = 300, UNREST_MS = 1000 };

struct file {
    char name[NAME_MAX + 1];
    struct stat sb;
};

struct listing {
    struct file *files;
    size_t count;
};

static void add(struct listing *list, const struct file *file)
{
    list->files = realloc(list->files, (list->count + 1) * sizeof *list->files);
    if (list->files == NULL)
        err(3, "realloc");
    list->files[list->count++] = *file;
}

static struct listing look(const char *folder)
{
    struct listing list = {NULL, 0};
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return list;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        /* Editors keep their own files beside ours: .x.c.swp, .#x.c, x.c~. */
        size_t length = strlen(entry->d_name);
        struct file file = {0};
        if (entry->d_name[0] == '.' || length < 3 ||
            strcmp(entry->d_name + length - 2, ".c") != 0 ||
            fstatat(dirfd(dir), entry->d_name, &file.sb, 0) == -1)
            continue;
        strcpy(file.name, entry->d_name);
        list.files = realloc(list.files, (list.count + 1) * sizeof *list.files);
        if (list.files == NULL)
            err(3, "realloc");
        list.files[list.count++] = file;
    }
    closedir(dir);
    return list;
}

static bool has(const struct listing *list, const struct file *file)
{
    const struct stat *a = &file->sb;
    for (size_t i = 0; i < list->count; i++) {
        const struct stat *b = &list->files[i].sb;
        if (strcmp(list->files[i].name, file->name) == 0)
            return a->st_ino == b->st_ino && a->st_size == b->st_size &&
                   a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
                   a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
    }
    return false;
}

/* The name of a file that is new or other in b, or else gone.  NULL: none. */
static const char *difference(const struct listing *a, const struct listing *b)
{
    for (size_t i = 0; i < b->count; i++)
        if (!has(a, &b->files[i]))
            return b->files[i].name;
    for (size_t i = 0; i < a->count; i++)
        if (!has(b, &a->files[i]))
            return a->files[i].name;
    return NULL;
}

static bool recall(const char *path, struct listing *list)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    struct file one;
    *list = (struct listing){NULL, 0};
    while (fread(&one, sizeof one, 1, file) == 1)
        add(list, &one);
    fclose(file);
    return true;
}

static void remember(const char *path, const struct listing *list)
{
    FILE *file = fopen(path, "we");
    if (file == NULL)
        err(3, "%s", path);
    for (size_t i = 0; i < list->count; i++)
        fwrite(&list->files[i], sizeof *list->files, 1, file);
    if (ferror(file) | fclose(file))
        err(3, "%s", path);
}

/* The folder may be another one of the same name by now: watch that, too. */
static void watch(int fd, const char *folder)
{
#ifdef __linux__
    if (fd != -1)
        inotify_add_watch(fd, folder,
                          IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVE |
                              IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF);
#else
    (void)fd;
    (void)folder;
#endif
}

/* Until something moves, or it is time to look. */
static void doze(int fd)
{
    char events[8192];
    struct pollfd p = {.fd = fd, .events = POLLIN};
    if (poll(&p, 1, LOOK_MS) > 0 && read(fd, events, sizeof events) == -1 &&
        errno != EAGAIN)
        err(3, "inotify");
}

int main(int argc, char *argv[])
{
    long quiet = 25;
    if (argc >= 3) {
        char *end;
        errno = 0;
        quiet = strtol(argv[2], &end, 10);
        if (errno != 0 || end == argv[2] || *end != '\0' || quiet < 0 ||
            quiet > 10000)
            argc = 0;
    }
    if (argc < 2 || argc > 4 || argv[1][0] == '-') {
        fprintf(stderr, "usage: watch FOLDER [MS [SEEN]]\n");
        return 2;
    }
    const char *folder = argv[1], *seen = argc == 4 ? argv[3] : NULL;
    pid_t parent = getppid();
    int fd = -1;
#ifdef __linux__
    fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
#endif

    /* First watch, then look: nothing falls in between. */
    watch(fd, folder);
    struct listing before, now = look(folder);
    if (seen == NULL) {
        before = look(folder);
    } else if (!recall(seen, &before)) {
        remember(seen, &now);
        return 0;
    }

    const char *name;
    for (;;) {
        /* Something moved?  Let it come to rest, but not without end. */
        for (long spent = 0; difference(&before, &now) != NULL;) {
            struct listing last = now;
            poll(NULL, 0, (int)quiet);
            now = look(folder);
            bool rests = difference(&last, &now) == NULL;
            free(last.files);
            if (rests || (spent += quiet + 1) > UNREST_MS)
                break;
        }
        name = difference(&before, &now);
        if (name != NULL)
            break;
        doze(fd);
        if (getppid() != parent)
            return 1;
        watch(fd, folder);
        free(now.files);
        now = look(folder);
    }
    if (seen != NULL)
        remember(seen, &now);
    printf("%s\n", name);
    return fflush(stdout) == 0 ? 0 : 3;
}
