# fails: interrupted
# mistake: the workers do not notice that the parent is gone, and wait for its word
s/ && getppid() == parent//
s/^    leave(shared, workers);$/&\
    while (getppid() != parent)\
        pause();/
