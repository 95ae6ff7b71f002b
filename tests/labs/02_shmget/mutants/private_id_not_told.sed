# fails: full_disk
# mistake: takes back what has a key, and forgets the one without
s/if (made && shmctl/if (made \&\& !private \&\& shmctl/
