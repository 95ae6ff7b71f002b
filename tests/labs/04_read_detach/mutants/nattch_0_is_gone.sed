# fails: nattch
# mistake: believes that the last detach removes the segment, and says so unasked.
s/given\['r'\] && there)/given['r'] \&\& there \&\& ds.shm_nattch > 0)/
