# fails: full_disk
# mistake: printf() cannot fail, or so it seems: the text is still in the buffer when main returns.
/Buffered output/,/err(1, "stdout/d
