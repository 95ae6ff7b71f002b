# fails: strict
# mistake: ids behind the first are dropped without a word
s/argc - optind != 1/argc - optind < 1/
