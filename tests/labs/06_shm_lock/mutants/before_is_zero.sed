# fails: measured
# mistake: takes for granted that nothing is there before: true for a new segment only
s/printf("resident_before=.*/printf("resident_before=0\\n");/
