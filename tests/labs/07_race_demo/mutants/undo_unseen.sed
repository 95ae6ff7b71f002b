# fails: semaphore
# mistake: SEM_UNDO for the -1 only, and no libc: the calls cannot be traced
s/\.sem_flg = SEM_UNDO}/.sem_flg = by < 0 ? SEM_UNDO : 0}/
s/while (semop(semid, &op, 1) == -1)/while (syscall(SYS_semop, semid, \&op, 1) == -1)/
s/#include <sys\/shm.h>/&\
#include <sys\/syscall.h>/
