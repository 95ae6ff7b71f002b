# fails: killed
# mistake: no SEM_UNDO: the semaphore stays taken by the dead
s/\.sem_flg = SEM_UNDO}/.sem_flg = 0}/
