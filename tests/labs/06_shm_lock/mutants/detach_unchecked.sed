# fails: refused
# mistake: shmdt() unchecked: what could fail there?
s/if (shmdt(shmaddr) == -1)/shmdt(shmaddr);\
    if (false)/
