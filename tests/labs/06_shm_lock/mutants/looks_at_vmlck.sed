# fails: locks
# mistake: looks for the lock in VmLck of the process: there it is never seen
s/printf("locked=%s\\n", .*/{\
        char line[256];\
        long kb = 0;\
        FILE *status = fopen("\/proc\/self\/status", "r");\
        while (status \&\& fgets(line, sizeof line, status))\
            sscanf(line, "VmLck: %ld", \&kb);\
        printf("locked=%s\\n", kb > 0 ? "yes" : "no");\
    }/
