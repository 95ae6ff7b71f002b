# fails: full_disk
# mistake: facts printed, return 0: that they never got out nobody sees.
s/known && fflush(stdout) == 0/known/
