# fails: full_disk
# mistake: tests what printf() returns; but on a full disk it is the flush at exit that fails.
/Buffered output/,/err(1, "stdout/d
s/^ *printf("ino=\(.*\));$/    if (printf("ino=\1) < 0)\
        return 1;/
