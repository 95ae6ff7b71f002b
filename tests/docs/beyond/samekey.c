/* samekey.c - an answer to the exercise of chapter 1. */
#define _DEFAULT_SOURCE
#include <dirent.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    struct dirent **entries;
    if (argc != 3 || chdir(argv[1]) == -1)
        errx(2, "usage: samekey FOLDER ID");
    int n = scandir(".", &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        key_t key = ftok(entries[i]->d_name, atoi(argv[2]));
        int others = 0;
        for (int k = 0; k < n && key != -1; k++)
            others += k != i && ftok(entries[k]->d_name, atoi(argv[2])) == key;
        if (others > 0 && entries[i]->d_name[0] != '.')
            printf("%08x %s\n", (unsigned)key, entries[i]->d_name);
    }
    return 0;
}
