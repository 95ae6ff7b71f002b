# fails: refused
# mistake: prints expected before it knows that it can begin
s/^    int shmid = shmget/    printf("expected=%ld\\n", workers * rounds);\
&/
s/printf("expected=%ld\\ncounted=%ld\\nlost=%ld\\n", expected, counted,/printf("counted=%ld\\nlost=%ld\\n", counted,/
