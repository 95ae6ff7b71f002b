# fails: loses
# mistake: waits for each worker before it starts the next: no two of them ever meet
s/while (atomic_load(&shared->ready).*/while (0)/
s/if (pid == -1) {/waitpid(pid, NULL, 0);\
        &/
