# fails: high_id
# mistake: allows ids up to 127, as if the id were a signed char.
s/INT_MAX)/127)/
