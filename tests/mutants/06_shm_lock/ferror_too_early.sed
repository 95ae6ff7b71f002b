# fails: full_disk
# mistake: ferror without fflush: what is buffered has not failed yet
/resident_after=/,$s/if (fflush(stdout) != 0)/if (ferror(stdout))/
