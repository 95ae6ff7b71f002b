# fails: full_disk
# mistake: printf() cannot fail, or so it seems: the text is still in the buffer.
/if (fflush(stdout) != 0)/{
N
/exit/!s/.*/    fflush(stdout);/
}
