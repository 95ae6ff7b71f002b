# fails: refused
# mistake: tests for "< 0": a pointer is never less, and the compiler says nothing.
s/shmaddr == (void \*)-1/shmaddr < (char *)0/
