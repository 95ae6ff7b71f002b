# fails: unknown
# mistake: EINVAL is success from the first call on, as in: gone is gone
s/if (!readable && (errno != EACCES/if (!readable \&\& errno != EINVAL \&\& errno != EIDRM \&\& (errno != EACCES/
