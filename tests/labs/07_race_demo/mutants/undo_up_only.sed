# fails: semaphore
# mistake: SEM_UNDO for the +1 only: it is the one that would be missing
s/\.sem_flg = SEM_UNDO}/.sem_flg = by > 0 ? SEM_UNDO : 0}/
