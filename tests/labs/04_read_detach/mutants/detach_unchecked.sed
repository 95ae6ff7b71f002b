# fails: refused
# mistake: shmdt() unchecked: what could fail there? Whoever detaches a wrong address never hears of it.
/if (shmdt(shmaddr)/{
N
s/.*/    shmdt(shmaddr);/
}
