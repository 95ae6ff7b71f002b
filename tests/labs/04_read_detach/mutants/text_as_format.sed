# fails: raw
# mistake: printf(text): the text of somebody else is the format.
s/fputs(text, stdout)/printf(text)/
