# fails: unlocks
# mistake: the same call for both: copied, and not changed
s/unlock ? SHM_UNLOCK : SHM_LOCK, NULL/SHM_LOCK, NULL/
