# fails: strict
# mistake: exit 1 for everything: a script cannot tell a typing error from a refusal.
s/usage(opt == 'h' ? 0 : 2)/usage(opt == 'h' ? 0 : 1)/
