# fails: full_disk
# mistake: ferror without fflush: what is buffered has not failed yet
/^int main/,$s/if (fflush(stdout).*/if (ferror(stdout))/
