# fails: full_disk
# mistake: facts printed, return 0: that they never got out nobody sees.
s/if (known && fflush.*/if (known)/
