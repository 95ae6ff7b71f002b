# fails: bounded
# mistake: the segment is a string: strdup() of it reads on to the first NUL, wherever that is.
s/char \*text = malloc.*/char *text = strdup(shmaddr);/
/memccpy(text, shm/,/(size_t)ds/d
