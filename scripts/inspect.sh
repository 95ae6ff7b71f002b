#!/bin/sh
# inspect.sh - look into any program that uses System V shared memory.
#
# usage: inspect.sh [-b COMMAND] PROGRAM [ARG...]
#
# PROGRAM, yours or anybody's, runs in an IPC namespace of its own, under the
# interposer: which System V calls it makes, as a timeline, and which objects it
# leaves.  Then it runs once for each of these calls, with that call failing:
# does it crash, hang, go on as if nothing had happened, leak, or tell of it?
#
#   -b COMMAND   run this first each time, in the same namespace and folder:
#                inspect.sh -b ./writer ./reader
#
# It runs PROGRAM up to 41 times, in this folder, with no input, as a user
# without privileges, for at most JUDGE_SECONDS (5) each.  A static program
# runs, but its calls cannot be seen.
#
# Exit status: 0 nothing found, 1 something, 2 wrong usage, 3 it cannot be done.
set -eu
unset CDPATH MAKEFLAGS MFLAGS MAKELEVEL

top=$(cd "$(dirname "$0")/.." && pwd)

usage() {
    sed -n '4,/^set/{/^set/d; s/^# \{0,1\}//; p;}' "$0"
}

refuse() {
    printf 'inspect.sh: %s\n' "$1" >&2
    usage >&2
    exit 2
}

before=''
while [ $# -gt 0 ]; do
    case $1 in
        -h | --help)
            usage
            exit 0
            ;;
        -b)
            [ $# -ge 2 ] || refuse '-b needs a command'
            before=$2
            shift 2
            ;;
        --)
            shift
            break
            ;;
        -*) refuse "$1: no such option" ;;
        *) break ;;
    esac
done
[ $# -gt 0 ] || refuse 'which program?'

program=$1
shift
case $program in
    */*) ;;
    *) [ ! -f "$program" ] || program=./$program ;;
esac
path=$(command -v "$program") || {
    printf 'inspect.sh: %s: no such program\n' "$program" >&2
    exit 3
}

[ -r "$top/build/tools/interpose.so" ] || "$top/scripts/need.sh" cc make
if command -v make >/dev/null; then
    make -s -C "$top" build/tools/judge build/tools/interpose.so >&2 || exit 3
fi
set -- "$path" "$@"
[ -z "$before" ] || set -- -b "$before" "$@"
exec "$top/build/tools/judge" -i "$@"
