# fails: stdin
# mistake: keeps what getchar() returns in a char: the byte 255 is the end.
s/operands == 2 ? strlen(text) : fread.*$/operands == 2 ? strlen(text) : 0;\
    signed char byte;\
    while (operands == 1 \&\& length < ds.shm_segsz \&\& (byte = getchar()) != EOF)\
        text[length++] = byte;/
