# fails: strict
# mistake: exit 1 for a wrong command line: a script cannot tell it from a refusal.
s/usage(2)/usage(1)/
s/usage(opt == 'h' ? 0 : 2)/usage(opt == 'h' ? 0 : 1)/
