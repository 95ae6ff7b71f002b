# fails: forged
# mistake: a dot for whatever is not printable, as od and less do: which byte it was nobody can tell any more.
s/            printf("\\\\%03o", (unsigned char)\*text);/            putchar('.');/
