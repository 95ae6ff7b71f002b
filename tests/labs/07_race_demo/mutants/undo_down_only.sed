# fails: semaphore
# mistake: SEM_UNDO for the -1 only: what is to be undone adds up, to ERANGE
s/\.sem_flg = SEM_UNDO}/.sem_flg = by < 0 ? SEM_UNDO : 0}/
