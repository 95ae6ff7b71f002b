# fails: strict
# mistake: atoi() for the id: "12x" is 12, and another key.
s/(int)number("ID", argv\[optind + 1\], 10, INT_MAX)/atoi(argv[optind + 1])/
