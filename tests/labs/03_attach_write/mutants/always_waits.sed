# fails: attached
# mistake: waits without -k, too: in a script it never ends.
s/for (int c = 0; keep && /for (int c = 0; /
