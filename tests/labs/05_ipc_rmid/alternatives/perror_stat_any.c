/* Plain old style: getopt, strtol, perror; SHM_STAT_ANY where IPC_STAT is denied; facts after the deed. */
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

static char *usage_text = "usage: 05_ipc_rmid [-n] [-m MODE] SHMID\n";

static int getnumber(char *word, int base, int max)
{
    char *rest;
    long value;

    errno = 0;
    value = strtol(word, &rest, base);
    if (!isdigit((unsigned char)word[0]) || *rest != '\0' || errno != 0 ||
        value > max) {
        fputs(usage_text, stderr);
        exit(2);
    }
    return (int)value;
}

static int getinfo(int shmid, struct shmid_ds *ds)
{
    struct shmid_ds dummy;
    int i, last;

    if (shmctl(shmid, IPC_STAT, ds) == 0)
        return 0;
    if (errno != EACCES)
        return -1;
    last = shmctl(0, IPC_INFO, &dummy);
    for (i = 0; i <= last; i++)
        if (shmctl(i, SHM_STAT_ANY, ds) == shmid)
            return 0;
    errno = EINVAL; /* removed between the two looks */
    return -1;
}

int main(int argc, char **argv)
{
    struct shmid_ds old, now;
    int c, shmid, nothing, mode;
    char *state;

    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    nothing = 0;
    mode = -1;
    while ((c = getopt(argc, argv, "+nm:h")) != -1)
        switch (c) {
        case 'n':
            nothing = 1;
            break;
        case 'm':
            mode = getnumber(optarg, 8, 0777);
            break;
        case 'h':
            fputs(usage_text, stdout);
            if (fflush(stdout) == EOF) {
                perror("05_ipc_rmid: stdout");
                exit(EXIT_FAILURE);
            }
            exit(EXIT_SUCCESS);
        default:
            fputs(usage_text, stderr);
            exit(2);
        }
    if (argc - optind != 1) {
        fputs(usage_text, stderr);
        exit(2);
    }
    shmid = getnumber(argv[optind], 10, INT_MAX);

    if (getinfo(shmid, &old) == -1) {
        perror("05_ipc_rmid: shmctl IPC_STAT");
        exit(EXIT_FAILURE);
    }
    now = old;
    if (mode != -1) {
        now.shm_perm.mode = (unsigned)mode;
        if (shmctl(shmid, IPC_SET, &now) == -1) {
            perror("05_ipc_rmid: shmctl IPC_SET");
            exit(EXIT_FAILURE);
        }
        if (getinfo(shmid, &now) == -1) {
            perror("05_ipc_rmid: shmctl IPC_STAT");
            exit(EXIT_FAILURE);
        }
        mode = now.shm_perm.mode & 0777;
    }
    state = "alive";
    if (!nothing) {
        if (shmctl(shmid, IPC_RMID, NULL) == -1) {
            perror("05_ipc_rmid: shmctl IPC_RMID");
            exit(EXIT_FAILURE);
        }
        state = "dest";
        if (getinfo(shmid, &now) == -1) {
            if (errno != EINVAL && errno != EIDRM) {
                perror("05_ipc_rmid: shmctl IPC_STAT");
                exit(EXIT_FAILURE);
            }
            state = "gone";
            now.shm_nattch = 0;
        }
    }

    printf("uid=%u\n", (unsigned)old.shm_perm.uid);
    printf("mode=%04o\n", old.shm_perm.mode & 0777);
    printf("bytes=%lu\n", (unsigned long)old.shm_segsz);
    printf("nattch=%lu\n", (unsigned long)old.shm_nattch);
    if (mode != -1)
        printf("mode_set=%04o\n", mode);
    printf("state=%s\n", state);
    printf("nattch_left=%lu\n", (unsigned long)now.shm_nattch);
    if (fflush(stdout) == EOF || ferror(stdout)) {
        perror("05_ipc_rmid: stdout");
        exit(EXIT_FAILURE);
    }
    exit(EXIT_SUCCESS);
}
