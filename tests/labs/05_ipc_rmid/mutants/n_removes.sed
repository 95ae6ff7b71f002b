# fails: looks
# mistake: -n is parsed, and then forgotten
s/bool remove = given\['n'\] == NULL/bool remove = true/
