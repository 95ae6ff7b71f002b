#!/bin/sh
# reset.sh - begin a lab anew: its skeleton comes back, yours is kept aside.
#
# usage: reset.sh [--yes] LAB
#
# LAB is 1, 01 or 01_ftok.  It asks before it does so; where there is no
# terminal to ask at it wants --yes.  Yours goes to build/backup/NN_name.c.1,
# or .2 and so on: no backup is ever overwritten, and `make clean` keeps them.
#
# The skeleton comes from tests/labs/*/: plain files that nothing writes to,
# there with or without git, whatever you have committed.
#
# Exit status: 0 done, or nothing to do; 1 not done; 2 wrong usage; 3 there is
# no skeleton, or something cannot be written: then yours is untouched.
set -eu
# shellcheck source=scripts/lib.sh
. "${0%"${0##*/}"}./lib.sh"

one_lab "$@"
need_linux

# or_stop COMMAND...: it must succeed, or nothing has changed.
or_stop() {
    words=$(LC_ALL=C "$@" 2>&1) || die 3 "$*: ${words##*: };" \
        "labs/$lab.c is as it was"
}

copy() {
    cat "$1" >"$2"
}

from=tests/labs/$lab/skeleton.c
[ -r "$from" ] || die 3 "expected the skeleton in $from, found none; next:" \
    "take it, or labs/$lab.c itself, from where this tree came from"
if cmp -s "$from" "labs/$lab.c"; then
    echo "labs/$lab.c is the skeleton already."
    exit 0
fi

if [ -z "$yes" ] && [ -e "labs/$lab.c" ]; then
    ask "Begin $lab anew?  Yours is kept in build/backup/." \
        "resets labs/$lab.c (a backup is kept)" \
        || die 1 "labs/$lab.c is as it was"
fi

# The skeleton, under a name that neither make nor watch.sh takes for a lab.
or_stop mkdir -p labs
temp=labs/.$lab.c.$$
or_stop copy "$from" "$temp"

# With -C a file that exists is not overwritten, even by two at the same time.
if [ -e "labs/$lab.c" ]; then
    or_stop mkdir -p build/backup
    n=1 backup=build/backup/$lab.c.1
    until (set -C && : 2>/dev/null >"$backup"); do
        [ -e "$backup" ] || or_stop touch "$backup"
        n=$((n + 1)) backup=build/backup/$lab.c.$n
    done
    or_stop copy "labs/$lab.c" "$backup"
    echo "yours is in $backup"
fi
or_stop mv -f "$temp" "labs/$lab.c"
temp=''
echo "labs/$lab.c is the skeleton again (from $from)"
