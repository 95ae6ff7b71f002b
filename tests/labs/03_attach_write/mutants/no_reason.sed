# fails: no_room
# mistake: "cannot attach", and no word of why: errno is thrown away.
s/err(1, "shmat")/errx(1, "cannot attach")/
