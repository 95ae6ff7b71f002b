# fails: empty
# mistake: spins until there is a text: a whole processor for nothing, and maybe for ever.
/char \*text = malloc/i\
    while (*(volatile const char *)shmaddr == '\\0')\
        continue;
