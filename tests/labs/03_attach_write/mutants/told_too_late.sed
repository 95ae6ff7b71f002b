# fails: attached
# mistake: no fflush() before it waits: into a pipe the facts come when all is over.
/printf("wrote=/{
n
s/if (fflush/if (!keep \&\& fflush/
}
