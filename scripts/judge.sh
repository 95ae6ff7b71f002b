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
# shellcheck source=scripts/lib.sh
. "${0%"${0##*/}"}./lib.sh"

help() {
    usage
    build/tools/judge -h 2>/dev/null | sed '1,5d' || :
    exit 0
}

folder='' labs='' check='' list='' options=''
while [ $# -gt 0 ]; do
    case $1 in
        -h | --help) help ;;
        -l) list=-l ;;
        -[ntv] | -nv | -vn) options="$options $1" ;;
        -[js])
            case ${2-} in
                '' | *[!0-9]*)
                    refuse "$1: expected a whole number, found '${2-}'"
                    ;;
            esac
            options="$options $1 $2"
            shift
            ;;
        -*) refuse "$1: no such option" ;;
        *)
            if [ -z "$folder" ]; then
                folder=$1
            elif [ -z "$labs" ]; then
                find_lab "$1"
                labs=$lab
            elif [ -z "$check" ]; then
                check=$1
            else
                refuse "expected no more words, found '$1'"
            fi
            ;;
    esac
    shift
done
[ -n "$folder$list" ] || refuse 'expected a folder of programs, found none'
case $folder in
    /* | '') ;;
    *) folder=$from/$folder ;;
esac

need_linux
need_temp
build build/tools/judge build/tools/interpose.so

# A word as a shell takes it, and as -a takes it: there % begins a name.
quote() {
    case $1 in
        *[!A-Za-z0-9_./%+,:=@-]*)
            printf '%s\n' "$1" | sed "s/'/'\\\\''/g; 1s/^/'/; \$s/\$/'/"
            ;;
        *) printf '%s\n' "$1" ;;
    esac | sed 's/%/%%/g'
}
again="$(quote "$0") $(quote "${folder:-.}") %l %c -s %s"

set -- tests/labs/*/rubric.sh
[ -z "$labs" ] || set -- "tests/labs/$labs/rubric.sh"
# shellcheck disable=SC2086  # words on purpose
become build/tools/judge $list $options ${check:+-c "$check"} -a "$again" \
    "${folder:-.}" "$@"
