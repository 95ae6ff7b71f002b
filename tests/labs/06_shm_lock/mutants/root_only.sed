# fails: locks
# mistake: refuses whoever is not root, as the article has it: true until Linux 2.6.9
# namespaces: without one, as root, the program runs as uid 0
/int shmid = /i\
    if (geteuid() != 0)\
        errx(1, "only the superuser may lock");
