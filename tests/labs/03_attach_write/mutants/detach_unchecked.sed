# fails: no_room
# mistake: shmdt() of some address inside, unchecked: it fails, and nobody hears of it.
/if (shmdt(shmaddr)/{
N
s/.*/    shmdt(shmaddr + length);/
}
