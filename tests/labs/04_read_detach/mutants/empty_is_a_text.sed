# fails: empty
# mistake: an empty text is a text: it is done before the writer has begun.
/if (\*text == '.0')/,/errx(1/d
