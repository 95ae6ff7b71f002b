# fails: strict
# mistake: twelve bits of mode, as for chmod
s/8, 0777)/8, 07777)/
