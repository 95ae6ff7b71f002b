#!/bin/sh
# bench.sh - what a learner and a grader wait for, as a ratio to what must be.
#
# usage: bench.sh [-r ROUNDS] [LAB...]
#
# For each lab (default: all) the floor is: compile its solution once, with the
# flags of the Makefile, and run it once.  Measured against it, turn by turn in
# the same minutes (A B C A B C ...), are
#
#   rubric  the lab's whole rubric, on a program that is there already
#   check   from a saved source to its verdict: check.sh LAB
#
# The median of ROUNDS (default 7) is shown, in milliseconds, and the median
# ratio to the floor.  Last come the rubric of all labs together, and check.sh
# when nothing has changed, with `make` doing nothing as its floor.
#
# Measure on a quiet machine.  This is no test: it passes and fails nothing.
#
# Exit status: 0 measured, 2 wrong usage, 3 something needed is missing.
set -eu
unset CDPATH MAKEFLAGS MFLAGS MAKELEVEL

top=$(cd "$(dirname "$0")/.." && pwd)
rounds=7

usage() {
    sed -n '2,/^set/{/^set/d; s/^# \{0,1\}//; p;}' "$0"
}

refuse() {
    printf 'bench.sh: %s\n' "$1" >&2
    usage >&2
    exit 2
}

while [ $# -gt 0 ]; do
    case $1 in
        -h | --help)
            usage
            exit 0
            ;;
        -r)
            case ${2-} in
                '' | *[!0-9]* | 0) refuse '-r needs a number of rounds' ;;
            esac
            rounds=$2
            shift 2
            ;;
        -*) refuse "$1: no such option" ;;
        *) break ;;
    esac
done

cd "$top"
scripts/need.sh cc make
make -s build
[ $# -gt 0 ] || set -- 01 02 03 04 05 06 07
labs=''
for word; do
    lab=$(find solutions -name "0${word#0}_*.c" | sed 's|.*/||; s|\.c$||')
    [ -n "$lab" ] || refuse "$word: no such lab"
    labs="$labs $lab"
done

temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Milliseconds that a command takes, its output thrown away.
ms() {
    start=$(date +%s%N)
    "$@" >/dev/null 2>&1 || :
    end=$(date +%s%N)
    echo $(((end - start) / 10000)) | sed 's/..$/.&/; s/^\./0./'
}

# The labs that the learner has solved, in a tree of their own.
tree=$temp/tree
mkdir "$tree"
cp -R Makefile README.md scripts solutions tests build "$tree/"
cp -R solutions "$tree/labs"

floor() {
    # shellcheck disable=SC2086  # flags are words
    ${CC:-cc} $flags -o "$temp/floor" "solutions/$1.c"
    case $1 in
        07_*) "$temp/floor" ;;
        *) "$temp/floor" -h ;; # to run it further takes no time worth telling
    esac
}

check() {
    echo >>"$tree/labs/$1.c"
    "$tree/scripts/check.sh" "$1"
}

median() {
    sort -n | awk '{ x[NR] = $1 } END { print x[int((NR + 1) / 2)] }'
}

# How many times the first file's the second's numbers are, line by line.
ratio() {
    paste "$temp/$1" "$temp/$2" | awk '{ print $2 / $1 }' | median
}

flags=$(make -s flags)
"$tree/scripts/check.sh" >"$temp/out" 2>&1 || {
    cat "$temp/out" >&2
    echo 'bench.sh: expected the solutions to pass check.sh' >&2
    exit 3
}
printf '%-18s %9s %10s %6s %10s %6s\n' \
    lab 'floor ms' 'rubric ms' ratio 'check ms' ratio
for lab in $labs; do
    rm -f "$temp"/[abc]
    i=0
    while [ "$i" -lt "$rounds" ]; do
        ms floor "$lab" >>"$temp/a"
        ms build/tools/judge build/solutions "tests/rubric/$lab.sh" >>"$temp/b"
        ms check "$lab" >>"$temp/c"
        i=$((i + 1))
    done
    printf '%-18s %9s %10s %6.2f %10s %6.2f\n' "$lab" "$(median <"$temp/a")" \
        "$(median <"$temp/b")" "$(ratio a b)" \
        "$(median <"$temp/c")" "$(ratio a c)"
done
rm -f "$temp"/[abc]
i=0
while [ "$i" -lt "$rounds" ]; do
    ms make -s -C "$tree" build >>"$temp/a"
    ms build/tools/judge build/solutions tests/rubric/0*.sh >>"$temp/b"
    ms "$tree/scripts/check.sh" >>"$temp/c"
    i=$((i + 1))
done
printf '%-18s %9s %10s\n' 'all labs' '' "$(median <"$temp/b")"
printf '%-18s %9s %10s %6s %10s %6.2f\n' 'nothing changed' \
    "$(median <"$temp/a")" '' '' "$(median <"$temp/c")" "$(ratio a c)"
