# fails: absent
# mistake: shmget() is not tested: what is told is the error of the next call, EINVAL for the id -1.
/if (shmid == -1)/,/err(1, "shmget")/d
