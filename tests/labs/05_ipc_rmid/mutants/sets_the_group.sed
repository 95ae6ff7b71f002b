# fails: sets
# mistake: sets the group as well, to "users", who shall have it by the new mode
s/^\( *\)ds\.shm_perm\.mode = .*/&\
\1ds.shm_perm.gid = 100;/
