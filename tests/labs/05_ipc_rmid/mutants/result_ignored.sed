# fails: refused
# mistake: IPC_RMID unchecked, as in the article: what can go wrong?
/if (remove && shmctl(/,/err(1, /c\
    if (remove)\
        shmctl(shmid, IPC_RMID, NULL);
