# fails: strict
# mistake: exit 1 for a wrong command line: a script cannot tell it from a refusal.
s/usage(2)/usage(1)/
