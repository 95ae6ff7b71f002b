# fails: refused
# mistake: no segment, no lock: -u of what is gone is locked=no, and exit 0
s/err(1, "shmat")/{\
        if (unlock) {\
            puts("locked=no");\
            return 0;\
        }\
        err(1, "shmat");\
    }/
