# fails: nattch
# mistake: waits for a newline and does not know EOF: at the end of the input it spins for ever.
s/ && c != EOF//
