# fails: no_room
# mistake: no test at all: SIGSEGV is the message.
/if (shmaddr == (void/,/err(1, "shmat")/d
