# fails: forged
# mistake: escapes newlines, and lets ESC and its like through to the terminal.
s/isprint((unsigned char)\*text) && \*text != '..'/*text != '\\n' \&\& *text != '\\\\'/
