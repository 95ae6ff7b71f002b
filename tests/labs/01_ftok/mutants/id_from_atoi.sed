# fails: strict
# mistake: atoi() reads "12x" as 12, and an empty word as 0.
s/= strtol(text, &end, 10)/= atoi(text)/
s/ && !\*end//
