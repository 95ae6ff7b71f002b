# fails: stdin
# mistake: fgets(): a text is one line, thinks who always tries one.
s/fread(text, 1, ds.shm_segsz, stdin)/strlen(fgets(text, (int)ds.shm_segsz, stdin))/
