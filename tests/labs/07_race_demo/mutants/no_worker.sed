# fails: strict
# mistake: 0 is a number: nobody counts nothing, and nothing is lost
s/ && value > 0//
