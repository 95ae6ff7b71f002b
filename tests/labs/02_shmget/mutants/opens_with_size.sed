# fails: opens
# mistake: opens with the size of its own struct, 512: a smaller segment is EINVAL.
s/create ? 512 : 0;/512;/
