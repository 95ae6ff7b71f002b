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
# shellcheck source=scripts/lib.sh
. "${0%"${0##*/}"}./lib.sh"

before=''
while [ $# -gt 0 ]; do
    case $1 in
        -h | --help) help ;;
        -b)
            [ $# -ge 2 ] || refuse '-b: expected a command, found none'
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
[ $# -gt 0 ] || refuse 'expected a program, found none'

need_linux
program=$1
shift
cd "$from"
case $program in
    */*) ;;
    *) [ ! -f "$program" ] || program=./$program ;;
esac
path=$(command -v "$program") || die 3 "$program: no such program"
cd "$OLDPWD"
need_temp
build build/tools/judge build/tools/interpose.so
judge=$PWD/build/tools/judge
cd "$from"
[ -z "$before" ] || set -- -b "$before" "$path" "$@"
[ -n "$before" ] || set -- "$path" "$@"
become "$judge" -i "$@"
