# fails: strict
# mistake: tests for too few words only; the second id of two is dropped.
s/argc - optind != 1/argc - optind < 1/
