# fails: strict
# mistake: an option that it does not know is skipped, or worse, taken for -k.
s/if (opt != 'k')/if (opt == 'h')/
