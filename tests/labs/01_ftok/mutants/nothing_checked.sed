# fails: missing
# mistake: no return value is looked at, since "the file is there anyway": -1 becomes a key.
/if (key == -1)/,/err(/d
/if (stat(path/,/err(/c\
    stat(path, &sb);
