# fails: stdin
# mistake: cuts the last newline, as one does with a line: it belongs to the bytes.
/if (ferror(stdin))/i\
    if (length > 0 \&\& text[length - 1] == '\\n')\
        length--;
