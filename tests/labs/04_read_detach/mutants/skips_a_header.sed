# fails: reads
# mistake: expects a length before the text, which no writer has put there.
s/memccpy(text, shmaddr, /memccpy(text, shmaddr + sizeof(int), /
