# fails: wide_id
# mistake: exit 2 for an ID of more than 8 bits, and no word of how it is used.
s/        warnx("ID: ftok() uses 8 bits: .*/        errx(2, "ID: more than 8 bits");/
