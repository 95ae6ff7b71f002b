# fails: measured
# mistake: after is what it brought in itself
s/printf("resident_before=.*/size_t before = resident(shmaddr, pages, page);\
    printf("resident_before=%zu\\n", before);/
s/printf("resident_after=.*/printf("resident_after=%zu\\n", resident(shmaddr, pages, page) - before);/
