# fails: creates
# mistake: removes the segment at the end, as one closes a file: the next program finds nothing.
/if (known && fflush/{
n
s/return 0;/return made ? shmctl(shmid, IPC_RMID, NULL) : 0;/
}
