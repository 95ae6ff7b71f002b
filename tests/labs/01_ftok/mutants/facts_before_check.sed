# fails: missing
# mistake: prints the key as soon as it is there, and tests it afterwards.
/printf("key=/d
/if (key == -1)/i\
    printf("key=0x%08x\\n", (unsigned)key);
