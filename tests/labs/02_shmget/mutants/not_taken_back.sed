# fails: full_disk
# mistake: tells the error and leaves: nobody knows the id, nobody will remove the segment.
/if (made && shmctl/,/warn(/d
