# fails: attached
# mistake: sleeps half a second for -k: long enough for who tried it.
s/for (int c = 0; keep.*$/if (keep)/
s/c = getchar()/usleep(500000)/
