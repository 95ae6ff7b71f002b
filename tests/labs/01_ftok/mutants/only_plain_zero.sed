# fails: wide_id
# mistake: refuses 0 and forgets that 256 is 0 as well.
s/(id & 0xff) == 0/id == 0/
