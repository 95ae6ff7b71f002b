/* room.c - an answer to the exercise of "After": a chat room. */
#define _DEFAULT_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/shm.h>
#include <unistd.h>

enum { SIZE = 65536 };

int main(int argc, char *argv[])
{
    int fd = argc == 2 || argc == 4 ? open(argv[1], O_RDONLY) : -1;
    if (fd == -1)
        errx(2, "usage: room FILE [NAME TEXT]");
    int shmid = shmget(ftok(argv[1], 83), SIZE, IPC_CREAT | 0600);
    char *said = shmid == -1 ? (void *)-1 : shmat(shmid, NULL, 0);
    if (said == (void *)-1)
        err(1, "the room");
    if (flock(fd, LOCK_EX) == -1) /* goes with us, however we end */
        err(1, "flock");
    size_t length = strnlen(said, SIZE - 1);
    if (argc == 2) {
        fwrite(said, 1, length, stdout);
        return fflush(stdout) != 0;
    }
    if (length + strlen(argv[2]) + strlen(argv[3]) + 4 > SIZE)
        errx(1, "the room is full");
    sprintf(said + length, "%s: %s\n", argv[2], argv[3]);
    return 0;
}
