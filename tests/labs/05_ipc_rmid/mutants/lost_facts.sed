# fails: full_disk
# mistake: printf never fails: no fflush, no look at the result
/state=%s/,$s/if (fflush(stdout).*/if (0)/
