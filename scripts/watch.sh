#!/bin/sh
# watch.sh - check your labs at every save, until all of them are done.
#
# usage: watch.sh [--all] [LAB...]
#
# LAB and --all are those of check.sh, which is run at the start, and again when
# a C file in labs/ is written, moved, made or removed.  When a lab is done the
# next one's first failing check is shown.  Ctrl-C ends it.
#
# Exit status: 0 all that was asked for is solved, 2 wrong usage, 3 it cannot
# watch or judge (what is missing is said), 130 a Ctrl-C.
set -eu
# shellcheck source=scripts/lib.sh
. "${0%"${0##*/}"}./lib.sh"

for word; do
    case $word in
        -h | --help) help ;;
        --all | [0-9]*) ;;
        *) refuse "expected --all or a lab such as 03, found '$word'" ;;
    esac
done

# The tool that waits is ours: what systems bring for that is not everywhere.
need_linux
top=$PWD
make_temp
build build/tools/watch
tool=$PWD/build/tools/watch
cd "$top"

# It remembers what it saw last, so that nothing is missed while we check.
# In the background: a signal to us must not wait for the next save.
await_save() {
    in_background "$tool" labs 25 "$temp/seen" >"$temp/name"
    [ "$status" = 0 ] \
        || die 3 "expected to be able to watch $top/labs, found the above"
}

await_save
while :; do
    status=0
    sh scripts/check.sh "$@" || status=$?
    case $status in
        0) break ;;
        1 | 3) ;;
        *) exit "$status" ;;
    esac
    [ -n "${again-}" ] || [ "$status" != 3 ] || exit 3
    again=yes
    printf '\nwaiting for a save in labs/; Ctrl-C ends it\n'
    await_save
    read -r name <"$temp/name"
    printf '\n======== %s  %s ========\n\n' "$(date +%T)" "$name"
done
printf '\nWell done: nothing is left to watch.\n'
