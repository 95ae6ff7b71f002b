# fails: attached
# mistake: sleeps a second for -k: long enough for who tried it.
s/for (int c = 0; keep.*$/if (keep)/
s/c = getchar()/sleep(1)/
