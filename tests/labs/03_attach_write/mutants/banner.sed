# fails: writes
# mistake: a sentence on standard output, where the facts are.
s/printf("wrote=/printf("Data written!\\nwrote=/
