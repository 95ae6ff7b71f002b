# fails: writes
# mistake: its own layout, the length before the text: no reader knows of it.
s/memcpy(shmaddr, text, length)/*(int *)shmaddr = (int)length, memcpy(shmaddr + 4, text, length)/
