# fails: private
# mistake: -p with a key of its own that "nobody else has": the second run gets the same segment.
s/key_t key = IPC_PRIVATE/key_t key = 0x7e57/
s/&& !exclusive)/\&\& !exclusive) || (private \&\& !made)/
