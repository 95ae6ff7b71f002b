# fails: raw
# mistake: puts(), which adds a newline that is not in the text.
s/fputs(text, stdout)/puts(text)/
