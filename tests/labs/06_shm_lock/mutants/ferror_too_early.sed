# fails: full_disk
# mistake: ferror without fflush: what is buffered has not failed yet
/resident_after=/,$s/if (fflush(stdout).*/if (ferror(stdout))/
