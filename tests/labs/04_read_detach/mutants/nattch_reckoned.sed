# fails: nattch
# mistake: reckons nattch_after as one less: meanwhile others have come and gone.
s/bool there = .*/bool there = true;/
/nattch_after=%/s/ds.shm_nattch/ds.shm_nattch - 1/
