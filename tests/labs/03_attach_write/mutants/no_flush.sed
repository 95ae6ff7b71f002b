# fails: full_disk
# mistake: printf() cannot fail, or so it seems: the text is still in the buffer.
/printf("wrote=/{
n
N
d
}
