# fails: refused
# mistake: prints locked=no first, then finds that there is no segment
s/err(1, "shmat")/{\
        puts("locked=no");\
        err(1, "shmat");\
    }/
