/* post.c - an answer to the exercise of chapters 3 and 4: post and fetch. */
#define _DEFAULT_SOURCE
#include <err.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>

struct box {
    atomic_size_t length; /* 0: empty */
    char bytes[];
};

int main(int argc, char *argv[])
{
    struct shmid_ds ds;
    if (argc != 3)
        errx(2, "usage: post put|get SHMID");
    int shmid = atoi(argv[2]);
    struct box *box = shmat(shmid, NULL, 0);
    if (box == (void *)-1)
        err(1, "shmat");
    if (shmctl(shmid, IPC_STAT, &ds) == -1)
        err(1, "shmctl IPC_STAT");
    size_t room = ds.shm_segsz - sizeof *box, length = box->length;
    if (strcmp(argv[1], "get") == 0) {
        if (length == 0 || length > room)
            errx(1, "the mailbox is empty");
        fwrite(box->bytes, 1, length, stdout);
        if (fflush(stdout) != 0)
            err(1, "stdout");
        box->length = 0;
        return 0;
    }
    if (length != 0)
        errx(1, "the mailbox is full");
    length = fread(box->bytes, 1, room, stdin);
    if (getchar() != EOF)
        errx(1, "too long for the mailbox");
    box->length = length;
    return 0;
}
