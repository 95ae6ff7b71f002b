# fails: nattch
# mistake: sleeps a second for -k: long enough for who tried it.
s/for (int c = 0; given\['k'.*$/if (given['k'])/
s/c = getchar()/sleep(1)/
