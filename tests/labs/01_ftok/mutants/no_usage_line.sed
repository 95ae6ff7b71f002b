# fails: strict
# mistake: says what is wrong with the number, and not how it is done right.
/whole number/{
n
s/usage(2)/exit(2)/
}
