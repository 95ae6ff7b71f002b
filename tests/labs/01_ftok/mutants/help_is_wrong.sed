# fails: strict
# mistake: treats -h as it treats any option that it does not know.
s/usage(opt == 'h' ? 0 : 2)/usage(2)/
