# fails: attached
# mistake: detaches, and then waits: there is nothing left to look at.
/if (shmdt(shmaddr)/,/err(/d
/for (int c = 0; keep/i\
    if (shmdt(shmaddr) == -1)\
        err(1, "shmdt");
