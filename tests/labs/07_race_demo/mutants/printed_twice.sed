# fails: semaphore
# mistake: prints expected before the fork, and exit() in a worker prints it again
s/^    pid_t parent = getpid();/    printf("expected=%ld\\n", workers * rounds);\
&/
/^static _Noreturn void work/,/^}/s/_exit(0)/exit(0)/
s/printf("expected=%ld\\ncounted=%ld\\nlost=%ld\\n", expected, counted,/printf("counted=%ld\\nlost=%ld\\n", counted,/
