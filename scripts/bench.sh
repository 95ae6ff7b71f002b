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
# shellcheck source=scripts/lib.sh
. "${0%"${0##*/}"}./lib.sh"

rounds=7
while [ $# -gt 0 ]; do
    case $1 in
        -h | --help) help ;;
        -r)
            case ${2-} in
                '' | *[!0-9]* | 0)
                    refuse "-r: expected a number of rounds, found '${2-}'"
                    ;;
            esac
            rounds=$2
            shift 2
            ;;
        -*) refuse "$1: no such option" ;;
        *) break ;;
    esac
done
labs=''
for word; do
    find_lab "$word"
    labs="$labs $lab"
done
[ -n "$labs" ] || for file in tests/labs/*/rubric.sh; do
    lab=${file%/rubric.sh}
    labs="$labs ${lab##*/}"
done

need_linux
export LC_ALL=C # a printf of figures takes them with a point only
need_room "${TMPDIR:-/tmp}" yes
make_temp
set -- build/tools/judge build/tools/interpose.so build/tools/claims
for file in solutions/*.c; do
    set -- "$@" "build/${file%.c}"
done
build "$@"

# Milliseconds that a command takes, its output thrown away.
ms() {
    start=$(date +%s%N)
    "$@" >/dev/null 2>&1 || :
    end=$(date +%s%N)
    echo $(((end - start) / 10000)) | sed 's/..$/.&/; s/^\./0./'
}

# The labs that the learner has solved, in a tree of their own.
tree=$temp/solved
mkdir "$tree"
cp -RL Makefile README.md scripts solutions tests build "$tree/"
cp -RL solutions "$tree/labs"
chmod -R u+w "$tree"

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
    sh "$tree/scripts/check.sh" "$1"
}

median() {
    sort -n | awk '{ x[NR] = $1 } END { print x[int((NR + 1) / 2)] }'
}

# How many times the first file's the second's numbers are, line by line.
ratio() {
    paste "$temp/$1" "$temp/$2" | awk '{ print $1 ? $2 / $1 : 0 }' | median
}

flags=$(run_make flags)
sh "$tree/scripts/check.sh" >"$temp/out" 2>&1 || {
    cat "$temp/out" >&2
    die 3 'expected the solutions to pass check.sh, found the above'
}
printf '%-18s %9s %10s %6s %10s %6s\n' \
    lab 'floor ms' 'rubric ms' ratio 'check ms' ratio
for lab in $labs; do
    rm -f "$temp"/[abc]
    i=0
    while [ "$i" -lt "$rounds" ]; do
        ms floor "$lab" >>"$temp/a"
        ms build/tools/judge build/solutions \
            "tests/labs/$lab/rubric.sh" >>"$temp/b"
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
    ms run_make -C "$tree" build >>"$temp/a"
    ms build/tools/judge build/solutions tests/labs/*/rubric.sh >>"$temp/b"
    ms sh "$tree/scripts/check.sh" >>"$temp/c"
    i=$((i + 1))
done
printf '%-18s %9s %10s\n' 'all labs' '' "$(median <"$temp/b")"
printf '%-18s %9s %10s %6s %10s %6.2f\n' 'nothing changed' \
    "$(median <"$temp/a")" '' '' "$(median <"$temp/c")" "$(ratio a c)"
