# fails: creates
# mistake: rounds up to pages, as the kernel does inside; but the kernel keeps the size to the byte.
/int shmflg = create/i\
    if (create)\
        size = (size + 4095) / 4096 * 4096;
