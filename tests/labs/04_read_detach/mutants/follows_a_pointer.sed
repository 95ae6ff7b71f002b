# fails: reads
# mistake: takes the first bytes for a pointer to the text, as in a struct with a char * in it.
s/memccpy(text, shmaddr, /memccpy(text, *(char **)shmaddr, /
