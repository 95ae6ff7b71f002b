# fails: leaves_nothing
# mistake: a set of a known key: two who run at once share it, and the first to
# end removes it
s/semget(IPC_PRIVATE, 1, IPC_CREAT | 0600)/semget(0x51, 1, IPC_CREAT | 0600)/
