# fails: atomic
# mistake: an atomic_uchar: it turns over at 256
s/atomic_fetch_add(counter, 1);/atomic_fetch_add((atomic_uchar *)counter, 1);/
