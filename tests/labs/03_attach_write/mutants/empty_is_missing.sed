# fails: tail
# mistake: an empty TEXT is taken for no TEXT, and standard input read
s/operands == 2 ? /operands == 2 \&\& *argv[optind + 1] ? /
