# fails: nattch
# mistake: leaves the detaching to exit(), and so counts itself to the end.
/if (shmdt(shmaddr)/,/err(/d
