# fails: strict
# mistake: whatever option there is means -u
s/if (opt != 'u')/if (opt == 'h')/
