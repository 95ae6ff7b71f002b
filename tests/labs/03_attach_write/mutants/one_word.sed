# fails: stdin
# mistake: scanf("%s"): a text is one word.
s/fread(text, 1, ds.shm_segsz, stdin)/(size_t)scanf("%s", text) * strlen(text)/
