/* Plain old style: getopt, perror, a byte loop for the bounded read, every odd byte as an octal escape. */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/types.h>
#include <unistd.h>

#define USAGE "usage: 04_read_detach [-kr] SHMID\n"

static void fail(const char *where)
{
    int saved;

    saved = errno;
    fprintf(stderr, "04_read_detach: ");
    errno = saved;
    perror(where);
    exit(EXIT_FAILURE);
}

static void usage(void)
{
    fputs(USAGE, stderr);
    exit(2);
}

static void flush(void)
{
    if (fflush(stdout) == EOF || ferror(stdout))
        fail("stdout");
}

int main(int argc, char **argv)
{
    struct shmid_ds ds;
    const unsigned char *s;
    size_t len, i;
    unsigned long id;
    char *end;
    int opt, shmid, kflag, rflag, c;

    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    kflag = rflag = 0;
    while ((opt = getopt(argc, argv, "+hkr")) != -1) {
        switch (opt) {
        case 'k':
            kflag = 1;
            break;
        case 'r':
            rflag = 1;
            break;
        case 'h':
            fputs(USAGE, stdout);
            flush();
            exit(EXIT_SUCCESS);
        default:
            usage();
        }
    }
    if (argc - optind != 1 || !isdigit((unsigned char)argv[optind][0]))
        usage();
    errno = 0;
    id = strtoul(argv[optind], &end, 10);
    if (*end != '\0' || errno == ERANGE || id > INT_MAX)
        usage();
    shmid = (int)id;

    s = shmat(shmid, NULL, SHM_RDONLY);
    if (s == (void *)-1)
        fail("shmat");
    if (shmctl(shmid, IPC_STAT, &ds) == -1)
        fail("shmctl IPC_STAT");
    if (!rflag)
        printf("nattch_before=%lu\n", (unsigned long)ds.shm_nattch);
    len = 0;
    while (len < ds.shm_segsz && s[len] != '\0')
        len++;
    if (len == ds.shm_segsz) {
        fprintf(stderr, "04_read_detach: no NUL in all the %lu bytes\n",
                (unsigned long)len);
        exit(EXIT_FAILURE);
    }
    if (len == 0) {
        fprintf(stderr, "04_read_detach: the string is empty\n");
        exit(EXIT_FAILURE);
    }

    if (rflag)
        fwrite(s, 1, len, stdout);
    else {
        fputs("text=", stdout);
        for (i = 0; i < len; i++) {
            c = s[i];
            if (c == '\n')
                fputs("\\n", stdout);
            else if (c == '\\')
                fputs("\\\\", stdout);
            else if (isprint(c))
                putchar(c);
            else
                printf("\\%03o", (unsigned)c);
        }
        putchar('\n');
    }
    flush();

    if (kflag)
        while ((c = getchar()) != EOF && c != '\n')
            continue;
    if (shmdt(s) == -1)
        fail("shmdt");
    if (!rflag) {
        if (shmctl(shmid, IPC_STAT, &ds) == -1) {
            if (errno != EINVAL && errno != EIDRM)
                fail("shmctl IPC_STAT");
            ds.shm_nattch = 0;
        }
        printf("nattch_after=%lu\n", (unsigned long)ds.shm_nattch);
        flush();
    }
    exit(EXIT_SUCCESS);
}
