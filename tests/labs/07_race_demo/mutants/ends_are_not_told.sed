# fails: killed
# mistake: exits 0 although rounds are missing: the others have ended well
s/return whole && .*/return 0;/
