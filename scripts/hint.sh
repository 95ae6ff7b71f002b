#!/bin/sh
# hint.sh - one hint at a time, from a nudge to almost the answer.
#
# usage: hint.sh [LAB]
#
# The hint is for what fails first in LAB (1, 01 or 01_ftok; without one: the
# first lab that is not complete).  What has changed is judged before.  The next
# call gives the next hint; once the check has passed it starts over.
#
# Exit status: 0 a hint, or nothing fails; 1 there is no hint (it does not
# compile, or none is written); 2 wrong usage; 3 it cannot judge.
set -eu
# shellcheck source=scripts/lib.sh
. "${0%"${0##*/}"}./lib.sh"

case $#:${1-} in
    1:-h | 1:--help) help ;;
    0: | 1:[0-9]*) ;;
    *) refuse "expected a lab such as 03, or nothing, found '$*'" ;;
esac

status=0
results=$(sh scripts/check.sh --tsv "$@") || status=$?
if [ "$status" = 0 ]; then
    echo "Nothing fails.  Ours, beside yours: make diff LAB=${1:-01}"
    exit 0
fi
[ "$status" = 1 ] || exit "$status"

# The first check that fails, its number, and the points of its lab.
found=$(printf '%s\n' "$results" | awk -F '\t' '
    $1 != lab { if (check != "") exit; lab = $1; n = points = 0 }
    { n++; points += $3 }
    $5 != "pass" && $5 != "skip" && check == "" {
        check = $2; number = n; message = $6
    }
    END {
        sub(/: expected .*/, "", message)
        print lab, number, check, points, message
    }')
IFS=' ' read -r lab number check points message <<END
$found
END
id="${lab%%_*}.$number"
case $message in
    *': does not compile'*)
        echo "$lab does not compile: the first error is the one to mend."
        echo "The compiler's words: make check LAB=${lab%%_*}"
        exit 1
        ;;
    *': the source cannot be read')
        echo "labs/$lab.c is not there; it comes with make reset LAB=${lab%%_*}"
        exit 1
        ;;
esac

# With no points yet, the hints on how to start come first.
sections=$check topic=$check
if [ "$points" = 0 ]; then
    sections="start $check" topic=start
fi

# How far we went, a line for each topic: its name, a number.  check.sh takes
# out what has passed.
memory=build/check/$lab.hints
given=0
if [ -r "$memory" ]; then
    while read -r name count; do
        [ "$name" != "$topic" ] || given=$count
    done <"$memory"
fi
case $given in
    '' | *[!0-9]*) given=0 ;;
esac

printf '%s  %s\n' "$id" "$message"
file=tests/labs/$lab/hints.txt
[ -r "$file" ] || file=/dev/null
hint=$(awk -v sections="$sections" -v want=$((given + 1)) '
    BEGIN { n = split(sections, order, " ") }
    /^#/ { next }
    /^\[[a-z0-9_]+\]$/ {
        section = substr($0, 2, length($0) - 2)
        sub(/^check_/, "", section)
        inside = 0
        next
    }
    /^[ \t]*$/ { inside = 0; next }
    {
        if (!inside)
            count[section]++
        inside = 1
        text[section, count[section]] = text[section, count[section]] \
            "  " $0 "\n"
    }
    END {
        for (i = 1; i <= n; i++)
            for (k = 1; k <= count[order[i]]; k++)
                all[++total] = text[order[i], k]
        if (want > total)
            want = total
        printf "%d %d\n%s", want, total, all[want]
    }' "$file")
IFS=' ' read -r now total <<END
$hint
END
if [ "$total" = 0 ]; then
    echo "No hint is written for it.  What it says: make check LAB=${lab%%_*}"
    exit 1
fi
printf '\n  hint %s of %s\n%s\n\n' "$now" "$total" "${hint#*
}"
if [ "$given" -ge "$total" ]; then
    echo "There are no more.  Ours, beside yours: make diff LAB=${lab%%_*}"
    exit 0
elif [ "$now" -lt "$total" ]; then
    echo "More: make hint LAB=${lab%%_*}"
else
    echo "That was the last one.  Ours, beside yours: make diff LAB=${lab%%_*}"
fi

# In one step, or not at all (a read-only tree: always the first hint).
if {
    [ ! -r "$memory" ] || grep -v "^$topic " "$memory" || :
    echo "$topic $now"
} 2>/dev/null >"$memory.new"; then
    mv -f "$memory.new" "$memory"
fi
