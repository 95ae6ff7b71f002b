# fails: creates
# mistake: prints the mode with %o, three digits, where four are promised.
s/mode=%04o/mode=%o/
