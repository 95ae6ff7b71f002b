# fails: no_room
# mistake: looks at the limit itself, and calls every refusal a lack of memory
s/err(1, "shmctl %s", /errno = ENOMEM, &/
