# fails: looks
# mistake: prints the mode as a decimal number
s/mode=%04o/mode=%u/
