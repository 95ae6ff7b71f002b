# fails: missing
# mistake: tells the error with printf(): whoever reads the facts gets a sentence.
s/err(1, "ftok: %s", path);/return printf("ftok failed: %s\\n", path), 1;/
