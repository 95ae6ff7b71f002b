/* buffer.c - an answer to the exercise of chapter 7. */
#define _DEFAULT_SOURCE
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SLOTS = 4, FREE = 0, FULL = 1 };
static int semid;

static void change(unsigned short which, short by)
{
    struct sembuf op = {which, by, 0};
    while (semop(semid, &op, 1) == -1)
        if (errno != EINTR)
            err(1, "semop");
}

int main(void)
{
    int shmid = shmget(IPC_PRIVATE, SLOTS * 256, IPC_CREAT | 0600);
    char(*slot)[256] = shmat(shmid, NULL, 0);
    if (shmctl(shmid, IPC_RMID, NULL) == -1 || slot == (void *)-1)
        err(1, "shmat");
    semid = semget(IPC_PRIVATE, 2, IPC_CREAT | 0600);
    if (semid == -1)
        err(1, "semget");
    change(FREE, SLOTS);
    pid_t pid = fork();
    for (int i = 0;; i = (i + 1) % SLOTS) {
        if (pid == 0) { /* the producer; an empty line ends it */
            change(FREE, -1);
            if (fgets(slot[i], 256, stdin) == NULL)
                *slot[i] = '\0';
            char last = *slot[i];
            change(FULL, +1);
            if (last == '\0')
                _exit(0);
        } else {
            change(FULL, -1);
            if (*slot[i] == '\0')
                break;
            fputs(slot[i], stdout);
            change(FREE, +1);
        }
    }
    wait(NULL);
    return semctl(semid, 0, IPC_RMID) == -1 || fflush(stdout) != 0;
}
