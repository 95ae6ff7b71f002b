# fails: unlocks
# mistake: prints locked=yes once the call has worked, whichever it was
s/printf("locked=%s\\n", .*/printf("locked=yes\\n");/
