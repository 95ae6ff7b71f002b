# fails: creates
# mistake: the size in an int: 4 GiB and 100 bytes become 100 bytes.
s/(size_t)number(/(unsigned)number(/
