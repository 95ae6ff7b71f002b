# fails: mode
# mistake: 0666 because all the examples have it: everybody may read and write.
s/create ? 0600 : 0400/create ? 0666 : 0400/
