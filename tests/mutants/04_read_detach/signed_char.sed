# fails: forged
# mistake: a char goes to %o as it is: one above 127 is below 0, and becomes eleven digits.
s/printf("\\\\%03o", (unsigned char)\*text)/printf("\\\\%03o", (unsigned)*text)/
