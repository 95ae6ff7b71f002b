# fails: attached
# mistake: pause() for -k: only a signal ends it, and then nothing is detached.
s/for (int c = 0; keep.*$/if (keep)/
s/c = getchar()/pause()/
