# fails: wide_id
# mistake: 0 looks like a number like any other; what becomes of it is not defined.
/if ((id & 0xff) == 0)/,/}/d
