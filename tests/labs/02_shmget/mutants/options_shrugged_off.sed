# fails: strict
# mistake: an option that it does not know is skipped; getopt() has said something, has it not.
s/|| opt == '?')/)/
s/given\[opt\] = optarg/if (opt != '?') &/
