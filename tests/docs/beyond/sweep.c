/* sweep.c - an answer to the exercise of chapter 5. */
#define _GNU_SOURCE
#include <err.h>
#include <stdio.h>
#include <sys/shm.h>
#include <unistd.h>

int main(void)
{
    struct shm_info info;
    struct shmid_ds ds;
    int last = shmctl(0, SHM_INFO, (struct shmid_ds *)&info);
    if (last == -1)
        err(1, "shmctl SHM_INFO");
    for (int i = 0; i <= last; i++) {
        int shmid = shmctl(i, SHM_STAT, &ds);
        if (shmid == -1 || ds.shm_perm.uid != geteuid() || ds.shm_nattch != 0)
            continue;
        if (shmctl(shmid, IPC_RMID, NULL) == -1)
            warn("shmctl IPC_RMID %d", shmid);
        else
            printf("%d\n", shmid);
    }
    return 0;
}
