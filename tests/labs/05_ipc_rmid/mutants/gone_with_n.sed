# fails: looks
# mistake: -n finds nothing removed and says what it always says: the state after a removal
s/dest = remove;/dest = true;/
