# fails: refused
# mistake: shmat unchecked, as < 0 amounts to
s/shmaddr == (void \*)-1/shmaddr == NULL/
