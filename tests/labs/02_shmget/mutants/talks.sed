# fails: creates
# mistake: a sentence on standard output, where the facts are.
s/printf("shmid=/printf("Segment created!\\nshmid=/
