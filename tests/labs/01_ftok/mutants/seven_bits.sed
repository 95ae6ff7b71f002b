# fails: high_id
# mistake: takes the id for a character and masks it with 0x7f, so that the key stays positive.
s/(int)id)/(int)id \& 0x7f)/
