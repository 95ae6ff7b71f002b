# fails: refused
# mistake: tests for NULL, as after malloc(): shmat() fails with (void *)-1.
s/shmaddr == (void \*)-1/shmaddr == NULL/
