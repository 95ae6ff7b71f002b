# fails: nattch
# mistake: no fflush() before it waits: into a pipe the facts come when all is over.
/printf("nattch_before/{
n
s/if (fflush/if (!given['k'] \&\& fflush/
}
