# fails: no_room
# mistake: leaves the detaching to exit(), which does it, until the code goes into a server.
/if (shmdt(shmaddr)/,/err(/d
