# fails: full_disk
# mistake: fflush(), because the facts have to come out before it waits, and no look at what it returns.
/printf("wrote=/{
n
N
s/.*/    fflush(stdout);/
}
