# fails: measured
# mistake: looks at the first page and takes it for all
s/count += vec\[i\] & 1/count += vec[0] \& 1/
