# fails: full_disk
# mistake: ferror without fflush: what is buffered has not failed yet
/state=%s/,$s/if (fflush(stdout).*/if (ferror(stdout))/
