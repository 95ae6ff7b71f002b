# fails: nattch
# mistake: the two facts have changed names
s/nattch_before=/nattch_X=/; s/nattch_after=%/nattch_before=%/; s/nattch_X=/nattch_after=/
