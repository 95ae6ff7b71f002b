# fails: sets
# mistake: takes -m for another action instead of the removal, not beside it
s/given\['n'\] == NULL,/given['n'] == NULL \&\& given['m'] == NULL,/
