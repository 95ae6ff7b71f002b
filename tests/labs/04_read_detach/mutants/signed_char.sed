# fails: forged
# mistake: a signed char goes to %o as it is: above 127 it is below 0, and becomes eleven digits.
s/printf("\\\\%03o", (unsigned char)\*text)/printf("\\\\%03o", (unsigned)(signed char)*text)/
