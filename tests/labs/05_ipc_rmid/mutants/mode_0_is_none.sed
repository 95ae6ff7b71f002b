# fails: sets
# mistake: keeps 0 for "no -m given": -m 0 is a mode as well.
s/    int shmid = (int)number("SHMID"/    set = mode != 0;\
&/
