# fails: absent
# mistake: IPC_CREAT always: who came to read makes an empty segment, and reads that.
s/bool create = .*;/bool create = true;/
