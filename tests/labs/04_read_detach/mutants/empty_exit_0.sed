# fails: empty
# mistake: says that it is empty, and exits 0: that is only for human readers.
s/errx(1, "segment %d: empty/errx(0, "segment %d: empty/
