# fails: strict
# mistake: -h falls through to the wrong usage: exit 2
s/usage(opt == 'h' ? 0 : 2)/usage(2)/
