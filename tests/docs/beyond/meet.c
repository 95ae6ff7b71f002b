/* meet.c - an answer to the exercise of chapter 2. */
#define _DEFAULT_SOURCE
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/shm.h>

int main(int argc, char *argv[])
{
    if (argc != 3)
        errx(2, "usage: meet FILE ID");
    key_t key = ftok(argv[1], atoi(argv[2]));
    if (key == -1)
        err(1, "ftok: %s", argv[1]);
    for (;;) {
        if (shmget(key, 64, IPC_CREAT | IPC_EXCL | 0600) != -1)
            return puts("created") == EOF;
        if (errno == EEXIST && shmget(key, 0, 0600) != -1)
            return puts("opened") == EOF;
        if (errno != ENOENT) /* removed between the two calls: again */
            err(1, "shmget");
    }
}
