# fails: writes
# mistake: counts the NUL into wrote=, as sizeof would: the text has one byte less.
s/printf("wrote=%zu\\n", length)/printf("wrote=%zu\\n", length + 1)/
