# fails: replaced
# mistake: keeps the key in a file beside FILE so that all runs agree, also after FILE was replaced.
s/ftok(path, (int)id)/remembered(path, (int)id)/
/^int main/i\
static key_t remembered(const char *path, int id)\
{\
    char name[4096];\
    key_t key;\
    snprintf(name, sizeof name, "%s.key", path);\
    FILE *file = fopen(name, "r");\
    if (file != NULL && fscanf(file, "%d", \&key) == 1)\
        return key;\
    key = ftok(path, id);\
    if (key != -1 && (file = fopen(name, "w")) != NULL)\
        fprintf(file, "%d\\n", key), fclose(file);\
    return key;\
}\

