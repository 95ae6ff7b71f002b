# fails: attached
# mistake: prints &shmaddr, where the pointer is, not where it points.
s/printf("address=%p\\n", (void \*)shmaddr)/printf("address=%p\\n", (void *)\&shmaddr)/
