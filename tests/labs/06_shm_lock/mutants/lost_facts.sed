# fails: full_disk
# mistake: printf never fails: no fflush, no look at the result
/resident_after=/,$s/if (fflush(stdout).*/if (0)/
