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
unset CDPATH

case $0 in
    */*) cd -P "${0%/*}/.." ;;
    *) cd -P .. ;;
esac

say() {
    printf 'watch.sh: %s\n' "$*" >&2
}

usage() {
    sed -n '2,/^set/{/^set/d; s/^# \{0,1\}//; p;}' scripts/watch.sh
}

for word; do
    case $word in
        -h | --help)
            usage
            exit 0
            ;;
        --all | [0-9]*) ;;
        *)
            say "expected --all or a lab such as 03, found '$word'"
            usage >&2
            exit 2
            ;;
    esac
done

temp=''
gone='' # the process in the background that is no more
clean_up() {
    # Asked of the shell: a signal may come before we could have noted it.
    # KILL, since another is lost on who is just about to become our tool.
    set +u
    [ "$!" = "$gone" ] || kill -s KILL "$!" 2>/dev/null || :
    [ -z "$temp" ] || rm -rf "$temp"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# The tool that waits is ours: what systems bring for that is not everywhere.
if ! command -v make || ! command -v "${CC:-cc}"; then
    scripts/need.sh cc make || exit 3
fi >/dev/null
temp=$(mktemp -d) || {
    say "next: set TMPDIR to a folder that you can write to"
    exit 3
}
tool=build/tools/watch
make -s "$tool" 2>"$temp/words" || {
    tool=$temp/tools/watch
    make -s "B=$temp" "$tool" 2>"$temp/words" || {
        cat "$temp/words" >&2
        say 'expected make to build build/tools/watch, found the above'
        exit 3
    }
}

# It remembers what it saw last, so that nothing is missed while we check.
# In the background: a signal to us must not wait for the next save.
await_save() {
    "$tool" labs 25 "$temp/seen" >"$temp/name" &
    status=0
    wait "$!" || status=$?
    gone=$!
    [ "$status" = 0 ] || {
        say "expected to be able to watch $PWD/labs, found the above"
        exit 3
    }
}

await_save
while :; do
    status=0
    scripts/check.sh "$@" || status=$?
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
