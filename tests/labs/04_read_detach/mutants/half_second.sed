# fails: nattch
# mistake: sleeps half a second for -k: long enough for who tried it.
s/for (int c = 0; given\['k'.*$/if (given['k'])/
s/c = getchar()/usleep(500000)/
