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
# shellcheck source=scripts/lib.sh
. "${0%"${0##*/}"}./lib.sh"

one_lab "$@"
need_linux
for folder in labs solutions; do
    [ -r "$folder/$lab.c" ] || die 3 "expected $folder/$lab.c, found none;" \
        "next: make reset LAB=${lab%%_*} brings labs/$lab.c"
done

if [ -z "$yes" ]; then
    status=0
    results=$(sh scripts/check.sh --tsv "$lab") || status=$?
    [ "$status" -le 1 ] || exit 3
    if [ "$status" = 1 ]; then
        score=$(printf '%s\n' "$results" | awk -F '\t' '
            { points += $3; max += $4 }
            END { print points + 0 " of " max + 0 }')
        say "$lab is not done: $score points"
        ask 'See the solution now?' 'shows the solution' || die 1 'not shown'
    fi
fi

color=''
if has_color && diff --color=always /dev/null /dev/null 2>/dev/null; then
    color=--color=always
fi
status=0
diff -u ${color:+"$color"} "labs/$lab.c" "solutions/$lab.c" || status=$?
case $status in
    0) echo "labs/$lab.c is the solution, byte by byte." ;;
    1) ;;
    *) exit 3 ;;
esac
