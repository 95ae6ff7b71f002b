# fails: private
# mistake: -p takes no notice of -s.
/key_t key = IPC_PRIVATE/i\
    if (private)\
        size = 512;
