# fails: loses
# mistake: -w is read and never used: always two
s/^\( *\)workers = number(\(.*\));/\1(void)number(\2);/
