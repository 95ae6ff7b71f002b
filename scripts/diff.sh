#!/bin/sh
# diff.sh - your program of a lab, beside ours.
#
# usage: diff.sh [--yes] LAB
#
# LAB is 1, 01 or 01_ftok.  Lines with - are yours, those with + are ours.
# Before your lab passes all its checks it asks whether you want to see the
# solution, and where there is no terminal to ask at it wants --yes.
#
# Exit status: 0 shown, 1 not shown, 2 wrong usage, 3 what it needs is missing.
set -eu
unset CDPATH

case $0 in
    */*) cd -P "${0%/*}/.." ;;
    *) cd -P .. ;;
esac

say() {
    printf 'diff.sh: %s\n' "$*" >&2
}

usage() {
    sed -n '2,/^set/{/^set/d; s/^# \{0,1\}//; p;}' scripts/diff.sh
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
    [0-9]) set -- solutions/"0$word"_*.c ;;
    [0-9][0-9]) set -- solutions/"$word"_*.c ;;
    [0-9][0-9]_*) set -- "solutions/$word.c" ;;
    '') refuse 'which lab? (make diff LAB=03)' ;;
    *) set -- '' ;;
esac
[ -f "$1" ] || refuse "expected a lab such as 03, found '$word'"
lab=${1##*/}
lab=${lab%.c}
[ -r "labs/$lab.c" ] || {
    say "expected labs/$lab.c to be there; next: make reset LAB=${lab%%_*}"
    exit 3
}

if [ -z "$yes" ]; then
    status=0
    results=$(scripts/check.sh --tsv "$lab") || status=$?
    [ "$status" -le 1 ] || exit 3
    if [ "$status" = 1 ]; then
        score=$(printf '%s\n' "$results" | awk -F '\t' '
            { points += $3; max += $4 }
            END { print points + 0 " of " max + 0 }')
        if [ ! -t 0 ]; then
            say "$lab is not done ($score points), and there is no terminal" \
                "to ask at; next: --yes shows the solution all the same"
            exit 1
        fi
        printf '%s is not done: %s points.  See the solution now? [y/N] ' \
            "$lab" "$score" >&2
        read -r answer || answer=''
        case $answer in
            [yY] | [yY][eE][sS]) ;;
            *)
                say 'not shown'
                exit 1
                ;;
        esac
    fi
fi

color=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ] && [ "${TERM:-dumb}" != dumb ] \
    && diff --color=always /dev/null /dev/null 2>/dev/null; then
    color=--color=always
fi
status=0
diff -u ${color:+"$color"} "labs/$lab.c" "solutions/$lab.c" || status=$?
case $status in
    0) echo "labs/$lab.c is the solution, byte by byte." ;;
    1) ;;
    *) exit 3 ;;
esac
