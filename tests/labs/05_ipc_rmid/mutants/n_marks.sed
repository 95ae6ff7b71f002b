# fails: looks
# mistake: -n is asked for at the end only, for what to print
s/if (remove && shmctl(/if (shmctl(/
