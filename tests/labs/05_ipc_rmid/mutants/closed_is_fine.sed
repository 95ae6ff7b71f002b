# fails: full_disk
# mistake: a closed stdout is meant so, as by a daemon: EBADF is no error
/state=%s/,$s/if (fflush(stdout).*/if ((fflush(stdout) != 0 || ferror(stdout)) \&\& errno != EBADF)/
