# fails: strict
# mistake: looks at the first letter of the word only
s/^    if (strcmp(sync, "none").*/    if (strchr("nsa", *sync) == NULL)/
