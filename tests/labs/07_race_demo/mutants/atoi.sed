# fails: strict
# mistake: atoi: 12x is 12, and nothing at all is 0
s/= number("[A-Z]*", optarg, [0-9]*)/= atoi(optarg)/
