# fails: resident
# mistake: touches nothing: a lock brings the pages in, does it not?
s/i < pages && !unlock; i++/i < 0; i++/
