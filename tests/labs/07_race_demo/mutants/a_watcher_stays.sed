# fails: leaves_nothing
# mistake: a process that watches the workers, and that nobody ends
s/^    pid_t parent = getpid();/    if (fork() == 0) {\
        if (fork() == 0)\
            for (;;)\
                pause();\
        _exit(0);\
    }\
&/
