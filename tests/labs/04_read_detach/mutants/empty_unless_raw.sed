# fails: empty
# mistake: looks for an empty text in one branch; -r writes nothing, and exit 0.
s/if (\*text == '.0')/if (!given['r'] \&\& *text == '\\0')/
