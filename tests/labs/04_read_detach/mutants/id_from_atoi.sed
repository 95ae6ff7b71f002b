# fails: strict
# mistake: atoi() for SHMID: "0x" and an empty word are 0, and that is somebody's segment.
s/(int)number("SHMID", argv\[optind\], INT_MAX)/atoi(argv[optind])/
