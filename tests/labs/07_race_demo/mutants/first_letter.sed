# fails: strict
# mistake: looks at the first letter of the word only
s/(strcmp(sync, "none") .*))$/strchr("nsa", *sync) == NULL)/
