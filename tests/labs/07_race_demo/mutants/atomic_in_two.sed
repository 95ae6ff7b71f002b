# fails: atomic
# mistake: an atomic load and an atomic store, and nothing that widens the window
s/atomic_fetch_add(counter, 1);/atomic_store(counter, atomic_load(counter) + 1);/
