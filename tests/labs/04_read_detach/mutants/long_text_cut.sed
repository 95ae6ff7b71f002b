# fails: reads
# mistake: no more than 64 KiB, with a NUL of its own behind them: that the text goes on nobody hears.
s/, ds.shm_segsz);/, ds.shm_segsz < 65536 ? ds.shm_segsz : 65536);\
    if (end == NULL \&\& ds.shm_segsz > 65536)\
        text[65535] = '\\0', end = text + 65536;/
