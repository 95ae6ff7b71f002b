# fails: wide_id
# mistake: passes an id of more than 8 bits on to ftok(), which drops the rest without a word.
/if (id > 0xff)/,/warnx(/d
