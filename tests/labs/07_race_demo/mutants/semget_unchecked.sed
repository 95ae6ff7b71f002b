# fails: refused
# mistake: semget unchecked: the failure is found later, under another name
s/if (semid == -1)/if (0)/
