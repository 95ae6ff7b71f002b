# fails: loses
# mistake: makes none right by fetch_add as well: the race has to go, he thought
s/if (sync == 'a')/if (sync != 's')/
