# fails: strict
# mistake: neither errno nor a bound: 2^70 becomes LONG_MAX, and that some id.
s/ && !errno && value <= max//
