# fails: full_disk
# mistake: tests the output of facts, and forgets -r.
/^    if (fflush(stdout) != 0)/s/fflush/!given['r'] \&\& fflush/
