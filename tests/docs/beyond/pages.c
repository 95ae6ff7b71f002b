/* pages.c - an answer to the exercise of chapter 6. */
#define _DEFAULT_SOURCE
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    struct shmid_ds ds;
    if (argc != 2 || shmctl(atoi(argv[1]), IPC_STAT, &ds) == -1)
        err(1, "usage: pages SHMID");
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t n = (ds.shm_segsz + page - 1) / page;
    void *shmaddr = shmat(atoi(argv[1]), NULL, SHM_RDONLY);
    unsigned char *resident = malloc(n);
    if (shmaddr == (void *)-1 || resident == NULL ||
        mincore(shmaddr, ds.shm_segsz, resident) == -1)
        err(1, "mincore");
    for (size_t i = 0; i < n; i++)
        putchar(resident[i] & 1 ? '1' : '0');
    putchar('\n');
    return 0;
}
