# fails: forged
# mistake: prints the first line only, and leaves out what could be forged: and what was to be read.
s/for (; \*text != '.0'; text++)/for (; *text != '\\0' \&\& *text != '\\n'; text++)/
