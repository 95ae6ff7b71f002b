# fails: strict
# mistake: no case for '?': getopt complains, and the removal goes on
s/if (opt == 'h' || opt == '?')/if (opt == '?')\
            continue;\
        if (opt == 'h')/
