# fails: measured
# mistake: either all is there, or nothing
s/return count \* page/return (count == pages ? count : 0) * page/
