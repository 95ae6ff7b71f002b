# fails: fits
# mistake: snprintf() into a buffer of its own, which cuts without a word: what fits into the segment is not all there.
s/char \*text = operands == 2 ? argv\[optind + 1\] : malloc(ds.shm_segsz);/static char word[4096];\
    if (operands == 2)\
        snprintf(word, sizeof word, "%s", argv[optind + 1]);\
    char *text = operands == 2 ? word : malloc(ds.shm_segsz);/
