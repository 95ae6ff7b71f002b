# fails: loses
# mistake: the default is the lock: safe by default
s/sync = "none"/sync = "sem"/
