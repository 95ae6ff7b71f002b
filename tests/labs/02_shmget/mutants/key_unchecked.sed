# fails: absent
# mistake: ftok() is not tested: all who mistype a name meet at the key -1.
/if (key == -1)/,/err(1, "ftok/d
