# fails: semaphore
# mistake: IPC_NOWAIT, and on when it is taken: nothing shall block
s/\.sem_flg = SEM_UNDO}/.sem_flg = SEM_UNDO | IPC_NOWAIT}/
s/if (errno != EINTR)/if (errno == EAGAIN)\
            return;\
        else if (errno != EINTR)/
