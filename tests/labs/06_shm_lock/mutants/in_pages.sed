# fails: resident
# mistake: counts pages, and the fact is in kB
s/return count \* page \/ 1024/return count/
