# fails: forged
# mistake: does not escape the backslash itself: a newline and a written \n look the same.
s/ && \*text != '..')/)/
