# fails: unreadable
# mistake: EACCES is passed over with -n as well: facts of nothing, and exit 0
s/(errno != EACCES || !remove || set)/errno != EACCES/
