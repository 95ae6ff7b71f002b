/* headers.c - what <sys/shm.h> alone declares.  That this file compiles is the
   evidence of claims 2.2 and 3.4: neither sys/ipc.h nor sys/types.h stands in
   it. */
#define _DEFAULT_SOURCE
#include <sys/shm.h>

int by_sys_shm_h_alone(key_t key, size_t size);

int by_sys_shm_h_alone(key_t key, size_t size)
{
    int shmid = shmget(key, size, IPC_CREAT | IPC_EXCL | 0600);
    if (shmid != -1)
        shmdt(shmat(shmid, (void *)0, SHM_RDONLY));
    return shmid;
}
