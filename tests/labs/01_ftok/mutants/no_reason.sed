# fails: missing
# mistake: "ftok failed", and no word of why: errno is thrown away.
s/err(1, "ftok: %s", path)/errx(1, "ftok failed")/
