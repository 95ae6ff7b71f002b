# fails: nattch
# mistake: takes -k and does nothing about it.
s/for (int c = 0; given\['k'\] && /for (int c = 0; 0 \&\& /
