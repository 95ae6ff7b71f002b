# fails: strict
# mistake: operands are dropped without a word
s/^    if (argc != optind ||/    if (/
