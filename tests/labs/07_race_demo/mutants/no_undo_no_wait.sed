# fails: killed
# mistake: tries until it is free, never asleep; and no SEM_UNDO
s/\.sem_flg = SEM_UNDO}/.sem_flg = IPC_NOWAIT}/
s/if (errno != EINTR)/if (errno == EAGAIN)\
            sched_yield();\
        else if (errno != EINTR)/
