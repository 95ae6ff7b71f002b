# fails: attached
# mistake: reads -k and never uses it.
s/for (int c = 0; keep && /for (int c = 0; 0 \&\& /
