# fails: raw
# mistake: writes byte by byte while they are not EOF: in a char the byte 255 is just that.
s/fputs(text, stdout);/for (signed char *c = (signed char *)text; *c != 0 \&\& *c != EOF; c++)\
            putchar(*c);/
