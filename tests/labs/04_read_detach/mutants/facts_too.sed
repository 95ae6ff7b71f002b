# fails: raw
# mistake: -r writes the bytes, and then the facts as always.
s/if (!given\['r'\])$/if (true)/
