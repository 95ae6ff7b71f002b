#!/bin/sh
# bench.sh - what a learner and a grader wait for, as a ratio to what must be.
#
# usage: bench.sh [-r ROUNDS] [LAB...]
#
# For each lab (default: all) the floor is: compile its solution once, with the
# flags of the Makefile, and run it once.  Measured against it, turn by turn in
# the same minutes (A B A B ...), is the lab's whole rubric.  The median of
# ROUNDS (default 7) is shown, in milliseconds, and the median ratio.  Last
# comes the rubric of all labs together.
#
# Measure on a quiet machine.  This is no test: it passes and fails nothing.
#
# Exit status: 0 measured, 2 wrong usage, 3 something needed is missing.
set -eu

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

floor() {
    # shellcheck disable=SC2086  # flags are words
    ${CC:-cc} $flags -o "$temp/floor" "solutions/$1.c"
    "$temp/floor" -h
}

median() {
    sort -n | awk '{ x[NR] = $1 } END { print x[int((NR + 1) / 2)] }'
}

flags=$(make -s flags)
printf '%-18s %12s %12s %8s\n' lab 'floor ms' 'rubric ms' ratio
for lab in $labs; do
    : >"$temp/a"
    : >"$temp/b"
    i=0
    while [ "$i" -lt "$rounds" ]; do
        ms floor "$lab" >>"$temp/a"
        ms build/tools/judge build/solutions "tests/rubric/$lab.sh" >>"$temp/b"
        i=$((i + 1))
    done
    ratio=$(paste "$temp/a" "$temp/b" | awk '{ print $2 / $1 }' | median)
    printf '%-18s %12s %12s %8.2f\n' "$lab" "$(median <"$temp/a")" \
        "$(median <"$temp/b")" "$ratio"
done
: >"$temp/all"
i=0
while [ "$i" -lt "$rounds" ]; do
    ms build/tools/judge build/solutions tests/rubric/0*.sh >>"$temp/all"
    i=$((i + 1))
done
printf '%-18s %12s %12s\n' 'all labs' '' "$(median <"$temp/all")"
