# fails: private
# mistake: another default for a segment without a key
s/size_t size = create ? 512 : 0;/size_t size = private ? 4096 : create ? 512 : 0;/
