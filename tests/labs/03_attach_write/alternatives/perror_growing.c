/* Plain old style: getopt, perror, stdin by getc into a growing buffer, IPC_STAT before the attach. */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/types.h>
#include <unistd.h>

static char usage_line[] = "usage: 03_attach_write [-k] SHMID [TEXT]\n";

static void die(const char *what)
{
    char message[100];

    snprintf(message, sizeof message, "03_attach_write: %s", what);
    perror(message);
    exit(EXIT_FAILURE);
}

static void usage(void)
{
    fputs(usage_line, stderr);
    exit(2);
}

/* Reads not more than limit + 1 bytes: enough to know that it is too much. */
static char *slurp(size_t limit, size_t *length)
{
    char *buffer, *bigger;
    size_t size, used;
    int c;

    size = 64;
    used = 0;
    buffer = malloc(size);
    if (buffer == NULL)
        die("malloc");
    while (used <= limit && (c = getc(stdin)) != EOF) {
        if (used == size) {
            size *= 2;
            bigger = realloc(buffer, size);
            if (bigger == NULL)
                die("realloc");
            buffer = bigger;
        }
        buffer[used++] = (char)c;
    }
    if (ferror(stdin))
        die("stdin");
    *length = used;
    return buffer;
}

int main(int argc, char **argv)
{
    struct shmid_ds ds;
    char *end, *text, *memory;
    size_t length, i;
    long shmid;
    int c, keep;

    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    keep = 0;
    while ((c = getopt(argc, argv, "+kh")) != -1) {
        if (c == 'k')
            keep = 1;
        else if (c == 'h') {
            fputs(usage_line, stdout);
            if (fflush(stdout) == EOF)
                die("stdout");
            exit(EXIT_SUCCESS);
        } else
            usage();
    }
    argc -= optind;
    argv += optind;
    if (argc < 1 || argc > 2 || !isdigit((unsigned char)argv[0][0]))
        usage();
    errno = 0;
    shmid = strtol(argv[0], &end, 10);
    if (errno != 0 || *end != '\0' || shmid > INT_MAX)
        usage();

    if (shmctl((int)shmid, IPC_STAT, &ds) == -1)
        die("shmctl IPC_STAT");
    if (argc == 2) {
        text = argv[1];
        length = strlen(text);
    } else
        text = slurp(ds.shm_segsz - 1, &length);
    memory = shmat((int)shmid, NULL, 0);
    if (memory == (char *)-1)
        die("shmat");
    printf("address=%p\n", (void *)memory);
    if (length >= ds.shm_segsz) {
        fprintf(
            stderr,
            "03_attach_write: the text and its NUL do not fit into %lu bytes\n",
            (unsigned long)ds.shm_segsz);
        exit(EXIT_FAILURE);
    }

    for (i = 0; i < length; i++)
        memory[i] = text[i];
    for (; i < ds.shm_segsz; i++)
        memory[i] = '\0';
    if (shmctl((int)shmid, IPC_STAT, &ds) == -1)
        die("shmctl IPC_STAT");

    printf("nattch=%lu\n", (unsigned long)ds.shm_nattch);
    printf("wrote=%lu\n", (unsigned long)length);
    if (fflush(stdout) == EOF || ferror(stdout))
        die("stdout");
    if (keep)
        while ((c = getc(stdin)) != EOF && c != '\n')
            ;
    if (shmdt(memory) == -1)
        die("shmdt");
    exit(EXIT_SUCCESS);
}
