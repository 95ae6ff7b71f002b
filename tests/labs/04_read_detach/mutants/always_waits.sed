# fails: nattch
# mistake: waits without -k, too: in a script it never ends.
s/for (int c = 0; given\['k'\] && /for (int c = 0; /
