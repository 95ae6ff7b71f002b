# fails: strict
# mistake: as many workers as one likes: fork will tell
s/"WORKERS", optarg, 64/"WORKERS", optarg, 100000/
