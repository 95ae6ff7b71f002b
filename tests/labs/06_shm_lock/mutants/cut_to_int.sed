# fails: strict
# mistake: the range is not looked at: 4294967296 is cut to segment 0
s/ && !errno && value <= max//
