# fails: raw
# mistake: -r escapes as well; only the name is left out.
s/fputs(text, stdout)/print_text(text)/
s/printf("text=")/(void)0/
