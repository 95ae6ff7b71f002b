# fails: key
# mistake: greets the reader on standard output, where only facts belong.
/printf("key=/i\
    printf("The key of %s is:\\n", path);
