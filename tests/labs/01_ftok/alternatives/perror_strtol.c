/* Plain old style: perror, strtol, printf; the bytes in decimal, the file's bytes first. */
#define _XOPEN_SOURCE 700
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/stat.h>
#include <sys/types.h>

static const char usage_line[] = "usage: 01_ftok FILE ID\n";

static void usage(void)
{
    fputs(usage_line, stderr);
    exit(2);
}

int main(int argc, char *argv[])
{
    struct stat st;
    char *end;
    char **arg;
    long id;
    key_t key;

    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);

    arg = argv + 1;
    argc--;
    if (argc > 0 && strcmp(arg[0], "-h") == 0) {
        fputs(usage_line, stdout);
        if (fclose(stdout) != 0) {
            perror("01_ftok: stdout");
            exit(EXIT_FAILURE);
        }
        exit(EXIT_SUCCESS);
    }
    if (argc > 0 && strcmp(arg[0], "--") == 0) {
        arg++;
        argc--;
    } else if (argc > 0 && arg[0][0] == '-' && arg[0][1] != '\0')
        usage();
    if (argc != 2)
        usage();

    if (!isdigit((unsigned char)arg[1][0]))
        usage();
    errno = 0;
    id = strtol(arg[1], &end, 10);
    if (*end != '\0' || errno != 0 || id > INT_MAX)
        usage();
    if ((id & 0xff) == 0) {
        fprintf(stderr, "01_ftok: the low 8 bits of the id must not be 0\n");
        usage();
    }
    if (id > 255)
        fprintf(stderr, "01_ftok: id %ld is cut to 8 bits: %ld\n", id,
                id & 0xff);

    if (stat(arg[0], &st) == -1) {
        perror("01_ftok: stat");
        exit(EXIT_FAILURE);
    }
    errno = 0;
    key = ftok(arg[0], (int)id);
    if (key == (key_t)-1 && errno != 0) {
        perror("01_ftok: ftok");
        exit(EXIT_FAILURE);
    }

    printf("ino=%lu\n", (unsigned long)(st.st_ino & 0xffff));
    printf("dev=%lu\n", (unsigned long)(st.st_dev & 0xff));
    printf("id=%ld\n", id & 0xff);
    printf("key=0x%08x\n", (unsigned)key);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("01_ftok: stdout");
        exit(EXIT_FAILURE);
    }
    exit(EXIT_SUCCESS);
}
