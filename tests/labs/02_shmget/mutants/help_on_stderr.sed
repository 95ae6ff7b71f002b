# fails: strict
# mistake: prints the help that was asked for on stderr: -h | less shows nothing.
s/status == 0 ? stdout : stderr/stderr/
