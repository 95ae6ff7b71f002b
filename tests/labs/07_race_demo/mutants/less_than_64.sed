# fails: atomic
# mistake: at most 64, and 64 is refused
s/number("WORKERS", optarg, 64)/number("WORKERS", optarg, 63)/
