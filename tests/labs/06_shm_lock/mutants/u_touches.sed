# fails: unlocks
# mistake: touches every page with -u, too
s/i < pages && !unlock; i++/i < pages; i++/
