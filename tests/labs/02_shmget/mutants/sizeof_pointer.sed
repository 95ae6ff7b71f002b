# fails: creates
# mistake: sizeof of a pointer, which is 8, in place of the size.
s/size = (size_t)number.*$/size = sizeof(given['s']);/
