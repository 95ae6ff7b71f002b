# fails: fits
# mistake: reads at most 64 KiB of standard input, which is enough for everybody; the rest is left unread.
s/fread(text, 1, ds.shm_segsz, stdin)/fread(text, 1, ds.shm_segsz < 65536 ? ds.shm_segsz : 65536, stdin)/
