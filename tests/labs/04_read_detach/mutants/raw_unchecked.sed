# fails: full_disk
# mistake: tests the output of facts, and forgets -r.
/^int main/,$s/if (fflush(stdout).*/if (fflush(stdout) != 0 \&\& !given['r'])/
