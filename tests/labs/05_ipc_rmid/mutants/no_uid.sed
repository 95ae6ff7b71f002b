# fails: looks
# mistake: leaves out the owner: mode, bytes and nattch are what one looks for
/printf("uid=/d
