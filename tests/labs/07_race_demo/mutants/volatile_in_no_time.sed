# fails: atomic
# mistake: volatile is taken for atomic, in a loop that does nothing else and is soon over
s/i < rounds && getppid() == parent; i++/i < rounds; i++/
s/atomic_fetch_add(counter, 1);/++*(volatile long *)counter;/
