# fails: strict
# mistake: a long goes into an int without a test: 4294967296 is 0.
s/INT_MAX)/LONG_MAX)/
