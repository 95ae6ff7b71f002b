# fails: dest
# mistake: prints how many held it from the IPC_STAT before, under the name of nattch, too
s/printf("nattch_left=/printf("nattch=/
