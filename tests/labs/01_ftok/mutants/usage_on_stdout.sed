# fails: strict
# mistake: prints the usage line always on stdout, where a script looks for a key.
s/status == 0 ? stdout : stderr/stdout/
