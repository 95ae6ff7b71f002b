# fails: full_disk
# mistake: printf never fails: no fflush, no look at the result
/^int main/,$s/if (fflush(stdout).*/if (0)/
