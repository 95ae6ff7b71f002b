# fails: refused
# mistake: the unlock unchecked: what could it fail for?
s/NULL) == -1)$/NULL) == -1 \&\& !unlock)/
