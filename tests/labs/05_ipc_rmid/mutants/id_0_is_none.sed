# fails: dest
# mistake: an id of 0 taken for none, like NULL: yet it is the first of a fresh system
# namespaces: only there is the first segment's id 0
s/if (remove && shmctl/if (remove \&\& shmid \&\& shmctl/
