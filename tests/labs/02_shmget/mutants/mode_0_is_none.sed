# fails: mode
# mistake: keeps 0 for "no -m given": -m 0 is a mode as well.
s/        shmflg = (int)number("MODE", given\['m'\], 8, 0777);/        shmflg = (int)number("MODE", given['m'], 8, 0777) ?: shmflg;/
