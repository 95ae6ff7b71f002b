#!/bin/sh
# judge.sh - judge a folder of programs by the rubric.
#
# usage: judge.sh FOLDER [LAB [CHECK]] [-nv] [-t] [-j JOBS] [-s SEED]
#        judge.sh -l
#
# FOLDER has compiled programs, named as the labs (01_ftok ... 07_race_demo).
# Without LAB (1 to 7, 01, or 01_ftok) all labs are judged, those without a
# program too.  CHECK is a check's number or name.  -l lists all checks.  The
# other options are the judge's own, told by --help.
#
# Exit status: 0 every check that could be judged passed, 1 some did not,
# 2 wrong usage, 3 it cannot judge (what is missing is said).
set -eu
unset CDPATH MAKEFLAGS MFLAGS MAKELEVEL

top=$(cd "$(dirname "$0")/.." && pwd)

usage() {
    sed -n 's/^# \{0,1\}//; 3,13p' "$0"
}

refuse() {
    printf 'judge.sh: %s\n' "$1" >&2
    usage >&2
    exit 2
}

folder='' lab='' check='' list='' options=''
while [ $# -gt 0 ]; do
    case $1 in
        -h | --help)
            usage
            "$top/build/tools/judge" -h 2>/dev/null | sed '1,5d' || :
            exit 0
            ;;
        -l) list=-l ;;
        -[ntv] | -nv | -vn) options="$options $1" ;;
        -[js])
            [ $# -ge 2 ] || refuse "$1 needs a number"
            case $2 in
                '' | *[!0-9]*) refuse "$1: '$2' is not a whole number" ;;
            esac
            options="$options $1 $2"
            shift
            ;;
        -*) refuse "$1: no such option" ;;
        *)
            if [ -z "$folder" ]; then
                folder=$1
            elif [ -z "$lab" ]; then
                lab=$1
            elif [ -z "$check" ]; then
                check=$1
            else
                refuse "$1: too many words"
            fi
            ;;
    esac
    shift
done
[ -n "$folder$list" ] || refuse 'which folder of programs?'

# A lab by its number, with or without the 0, or by its name.
case $lab in
    '') pattern='[0-9][0-9]_*' ;;
    [0-9]) pattern="0${lab}_*" ;;
    [0-9][0-9]) pattern="${lab}_*" ;;
    *) pattern=$lab ;;
esac
rubrics=$(find "$top/tests/rubric" -name "$pattern.sh" | sort)
[ -n "$rubrics" ] || refuse "$lab: no such lab"

[ -x "$top/build/tools/judge" ] || "$top/scripts/need.sh" cc make
if command -v make >/dev/null; then
    make -s -C "$top" build/tools/judge >&2 || exit 3
fi

# The rubrics' names have neither spaces nor stars, but the tree's may.
set -f
IFS='
'
# shellcheck disable=SC2046,SC2086  # words on purpose
set -- $rubrics
IFS=' '
# shellcheck disable=SC2086
exec "$top/build/tools/judge" $list $options ${check:+-c "$check"} \
    -a "$0 %f %l %c -s %s" "${folder:-$top}" "$@"
