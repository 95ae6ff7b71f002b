# fails: exclusive
# mistake: reads -x and never uses it.
s/ && !exclusive)/)/
