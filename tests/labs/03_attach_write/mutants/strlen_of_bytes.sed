# fails: stdin
# mistake: strlen() of what fread() has read: there is no NUL behind it but by luck.
/if (ferror(stdin))/i\
    length = strlen(text);
