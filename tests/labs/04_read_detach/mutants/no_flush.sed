# fails: full_disk
# mistake: printf() cannot fail, or so it seems: the text is still in the buffer.
/^int main/,${
/if (fflush(stdout)/{
N
s/.*/    fflush(stdout);/
}
}
