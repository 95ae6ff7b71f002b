# fails: private
# mistake: gives a private segment mode 0666, since without a key nobody finds it: ids can be counted.
/key_t key = IPC_PRIVATE/i\
    if (private)\
        shmflg = 0666;
