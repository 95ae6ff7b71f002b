# fails: no_room
# mistake: SHM_LOCK unchecked: locked=no is all that tells
s/NULL) == -1)$/NULL) == -2)/
