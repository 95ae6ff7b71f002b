# fails: strict
# mistake: as many rounds as fit into a long
s/"ROUNDS", optarg, 1000000/"ROUNDS", optarg, LONG_MAX/
s/^#include <errno.h>/&\
#include <limits.h>/
