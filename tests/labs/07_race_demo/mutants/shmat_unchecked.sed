# fails: refused
# mistake: shmat unchecked, as < 0 amounts to: a crash
s/if (shared == (void \*)-1)/if (shared == NULL)/
