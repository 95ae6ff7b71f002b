#!/bin/sh
# reset.sh - begin a lab anew: its skeleton comes back, yours is kept aside.
#
# usage: reset.sh [--yes] LAB
#
# LAB is 1, 01 or 01_ftok.  It asks before it does so; where there is no
# terminal to ask at it wants --yes.  Yours goes to build/backup/NN_name.c.1,
# or .2 and so on: no backup is ever overwritten (but `make clean` removes all).
#
# The skeleton comes from tests/skeletons/: plain files that nothing writes to,
# there with or without git, whatever you have committed.
#
# Exit status: 0 done, or nothing to do; 1 not done; 2 wrong usage; 3 there is
# no skeleton, or something cannot be written: then yours is untouched.
set -eu
unset CDPATH

case $0 in
    */*) cd -P "${0%/*}/.." ;;
    *) cd -P .. ;;
esac

say() {
    printf 'reset.sh: %s\n' "$*" >&2
}

usage() {
    sed -n '2,/^set/{/^set/d; s/^# \{0,1\}//; p;}' scripts/reset.sh
}

refuse() {
    say "$1"
    usage >&2
    exit 2
}

yes='' word=''
for arg; do
    case $arg in
        -h | --help)
            usage
            exit 0
            ;;
        --yes) yes=yes ;;
        -*) refuse "$arg: no such option" ;;
        *)
            [ -z "$word" ] || refuse "expected one lab, found also '$arg'"
            word=$arg
            ;;
    esac
done
case $word in
    [0-9]) set -- tests/rubric/"0$word"_*.sh ;;
    [0-9][0-9]) set -- tests/rubric/"$word"_*.sh ;;
    [0-9][0-9]_*) set -- "tests/rubric/$word.sh" ;;
    '') refuse 'which lab? (make reset LAB=03)' ;;
    *) set -- '' ;;
esac
[ -f "$1" ] || refuse "expected a lab such as 03, found '$word'"
lab=${1##*/}
lab=${lab%.sh}

new=''
trap '[ -z "$new" ] || rm -f "$new"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

cannot() {
    say "expected to write $1, could not; labs/$lab.c is as it was"
    exit 3
}

# The skeleton, under a name that neither make nor watch.sh takes for a lab.
mkdir -p labs 2>/dev/null || cannot labs
new=labs/.$lab.c.$$
from=tests/skeletons/$lab.c
[ -r "$from" ] || {
    say "expected the skeleton in $from, found none; next: take it, or" \
        "labs/$lab.c itself, from where this tree came from"
    exit 3
}
cat "$from" 2>/dev/null >"$new" || cannot "$new"
if cmp -s "$new" "labs/$lab.c"; then
    echo "labs/$lab.c is the skeleton already."
    exit 0
fi

if [ -z "$yes" ] && [ -e "labs/$lab.c" ]; then
    if [ ! -t 0 ]; then
        say "there is no terminal to ask at; next: --yes resets labs/$lab.c" \
            "(a backup is kept)"
        exit 1
    fi
    printf 'Begin %s anew?  Yours is kept in build/backup/. [y/N] ' "$lab" >&2
    read -r answer || answer=''
    case $answer in
        [yY] | [yY][eE][sS]) ;;
        *)
            say "labs/$lab.c is as it was"
            exit 1
            ;;
    esac
fi

# With -C a file that exists is not overwritten, even by two at the same time.
if [ -e "labs/$lab.c" ]; then
    mkdir -p build/backup 2>/dev/null || cannot build/backup
    n=1
    until (
        set -C
        : 2>/dev/null >"build/backup/$lab.c.$n"
    ); do
        [ -e "build/backup/$lab.c.$n" ] || cannot "build/backup/$lab.c.$n"
        n=$((n + 1))
    done
    cat "labs/$lab.c" 2>/dev/null >"build/backup/$lab.c.$n" || {
        rm -f "build/backup/$lab.c.$n"
        cannot "build/backup/$lab.c.$n"
    }
    echo "yours is in build/backup/$lab.c.$n (make clean removes it)"
fi
mv -f "$new" "labs/$lab.c" || cannot "labs/$lab.c"
new=''
echo "labs/$lab.c is the skeleton again (from $from)"
