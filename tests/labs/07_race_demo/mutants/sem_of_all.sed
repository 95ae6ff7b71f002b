# fails: semaphore
# mistake: initial value: the number of workers, one for each
s/{0, +1, 0}/{0, (short)(workers + 1), 0}/
