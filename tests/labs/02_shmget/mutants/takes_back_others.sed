# fails: full_disk
# mistake: removes the segment when its output fails, whoever made it.
s/made && shmctl/shmctl/
