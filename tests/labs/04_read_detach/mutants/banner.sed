# fails: reads
# mistake: a sentence on standard output, where the facts are.
s/printf("text=")/printf("Data read:\\ntext=")/
