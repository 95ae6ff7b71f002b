# fails: strict
# mistake: strtol alone: '' is 0, and -1 is a number
s/isdigit((unsigned char)\*text) && //
