# fails: strict
# mistake: -p with a FILE: one of the two is ignored, and it is not said which.
s/argc - optind != (private ? 0 : 2)/argc - optind < (private ? 0 : 2)/
