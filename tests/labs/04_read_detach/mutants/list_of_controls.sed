# fails: forged
# mistake: a list of the bytes that are known to do harm: BEL, BS and DEL are not on it.
s/if (isprint((unsigned char)\*text) && \*text != '\\\\')/if (!strchr("\\n\\r\\033\\\\", *text))/
