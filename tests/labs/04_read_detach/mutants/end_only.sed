# fails: nattch
# mistake: waits for the end of standard input; Enter, for which the user was told, does nothing.
s/ && c != '.n';)/;)/
