# fails: high_id
# mistake: keeps the key in a long and prints it with %lx: the sign of a high id fills the top.
s/key_t key = /long key = /
s/key=0x%08x/key=0x%08lx/
s/(unsigned)key/key/
