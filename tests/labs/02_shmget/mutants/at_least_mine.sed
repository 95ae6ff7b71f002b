# fails: mode
# mistake: adds 0600 to whatever was asked for, and takes no answer but yes.
s/shmflg = (int)number("MODE", given\['m'\], 8, 0777)/& \& 0640/
