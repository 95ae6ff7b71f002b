# fails: resident
# mistake: touches the first byte only
s/i < pages && !unlock; i++/i < 1; i++/
