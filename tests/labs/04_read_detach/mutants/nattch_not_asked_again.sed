# fails: nattch
# mistake: prints nattch of the struct that it has: nothing there changes by itself.
s/bool there = .*/bool there = true;/
