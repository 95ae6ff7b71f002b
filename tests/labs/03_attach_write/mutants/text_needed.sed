# fails: stdin
# mistake: TEXT is not optional here: nobody can pipe anything in.
s/operands < 1/operands < 2/
