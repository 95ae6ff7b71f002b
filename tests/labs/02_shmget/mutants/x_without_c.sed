# fails: strict
# mistake: -x without -c opens as if nothing had been said.
s/ || (exclusive && !create))/)/
