# fails: strict
# mistake: takes the first word of a text without quotes, and drops the others.
s/ || operands > 2//
