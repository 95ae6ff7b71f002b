# fails: strict
# mistake: what is neither sem nor atomic is none
s/^        (strcmp(sync, "none") .*))$/        false)/
