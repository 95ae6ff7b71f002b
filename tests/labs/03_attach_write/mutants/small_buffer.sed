# fails: stdin
# mistake: one fread() of 4096 bytes; what comes behind them is left unread.
s/fread(text, 1, ds.shm_segsz, stdin)/fread(text, 1, ds.shm_segsz < 4096 ? ds.shm_segsz : 4096, stdin)/
