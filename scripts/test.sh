#!/bin/sh
# test.sh - run the tests of this tree, all of them.
#
# usage: test.sh [--here] [BATS-ARGUMENT...]
#
# Makes sure of a C compiler, make and bats (need.sh), builds, and runs
# `bats tests/suite/*.bats`.  Arguments go to bats; files among them (*.bats,
# named from the root of the tree) take the place of tests/suite/*.bats.
#
# Root may do more than others, so root's run comes with another one: a copy of
# the tree, in a temporary folder, is tested as uid 65534 (nobody), at the same
# time; what root's run says is shown when both have ended.  What is the same
# for all users only one of them has (tests tagged once-1 and once-2), and where
# a test tries many alike each takes a part (TEST_RUN, helpers.bash).  With
# --here only the user who you are runs the tests, all of them.
#
# In the end the System V objects must be those of before: an ordinary user's
# own, and for root those of everybody, because root's tests become other users.
# Root's runs have an IPC namespace of their own where the system allows it, so
# that nobody else's work is taken for theirs.
#
# Exit status: 0 all passed; 1 a test failed, or something was left behind;
# 2 wrong usage; 3 a tool is missing and cannot be installed, bats is older than
# 1.8, or the folder for temporary files (TMPDIR) is of no use.
set -eu
unset CDPATH MAKEFLAGS MFLAGS MAKELEVEL POSIXLY_CORRECT TEST_RUN

# Tests set what they need; bats makes its folders before they can.
umask 022
nobody=65534
me=$(id -u)
own=${TEST_SH_OWN_IPC:-}
run=${TEST_SH_RUN:-} # of root's two: 1 or 2
title=${run:+run $run of 2}
title=${title:-the run}
temp=
copy=

say() {
    printf 'test.sh: %s\n' "$*"
}

complain() {
    say "$*" >>"$temp/wrong"
}

# After a Ctrl-C bats is still busy with its own folder for a moment.
clean_up() {
    for _ in 1 2 3 4 5; do
        rm -rf ${temp:+"$temp"} ${copy:+"$copy"} 2>/dev/null && return
        sleep 1
    done
    say "expected to remove $temp and $copy, could not; please do" >&2
}

# Root's judge runs programs as another uid, which must get through.
make_temp() {
    temp=$(mktemp -d) && chmod a+x "$temp" && mkdir "$temp/tmp" \
        && printf '#!/bin/sh\n' >"$temp/try" && chmod +x "$temp/try" \
        && "$temp/try"
}

as_nobody() {
    set -- env HOME="$copy" TMPDIR="$copy/.tmp" "$@"
    if setpriv --reuid="$nobody" --clear-groups true 2>/dev/null; then
        setpriv --reuid="$nobody" --regid="$nobody" --clear-groups "$@"
    else
        # What follows the user's name goes to the shell.
        su -s /bin/sh -c 'exec "$@"' -- nobody sh "$@"
    fi
}

# Sets $copy to a copy of the tree that is nobody's, where nobody can run
# programs.  Root's own TMPDIR is often of no use for that.
make_copy() {
    for base in "${TMPDIR:-/tmp}" /tmp /var/tmp; do
        copy=$(mktemp -d "$base/test.XXXXXX" 2>/dev/null) || continue
        tar -cf - --exclude=./.git --exclude=./build . \
            | (cd "$copy" && tar -xf - && mkdir .tmp)
        chown -R "$nobody:$nobody" "$copy"
        as_nobody "$copy/scripts/test.sh" --help >/dev/null 2>&1 && return
        rm -rf "$copy"
    done
    copy=
    return 1
}

# The System V objects that count, each as ipcrm's option to remove it, and the
# uid that made it.  A run of root's alone may be a part of another one: where
# they share a namespace, what nobody makes is that one's.
objects() {
    awk -v me="$me" -v but="$([ -n "$own" ] || echo "${here:+$nobody}")" '
        FNR == 1 {
            for (i = 1; i <= NF; i++) column[$i] = i
            letter = $2 == "semid" ? "s" : substr($2, 3, 1)
            next
        }
        { uid = $column["cuid"] }
        uid == me || me == 0 && uid != but {
            print "-" letter, $2, "of uid", uid
        }
    ' /proc/sysvipc/shm /proc/sysvipc/sem /proc/sysvipc/msg | sort
}

# Others may be at work, too: what goes away within 3 seconds is not a leak.
look_for_left() {
    objects | comm -13 "$temp/before" - >"$temp/left"
    for _ in 1 2 3; do
        [ -s "$temp/left" ] || return 0
        sleep 1
        objects | comm -12 "$temp/left" - >"$temp/still"
        mv "$temp/still" "$temp/left"
    done
    [ -s "$temp/left" ] || return 0
    next='they went with the IPC namespace of this run'
    [ -n "$own" ] || next="remove them with ipcrm$(sed 's/^/ /; s/ of.*//' \
        "$temp/left" | tr -d '\n')"
    complain 'expected the System V objects to be as before, found more:' \
        "$(paste -s -d , "$temp/left" | sed 's/,/, /g'); $next"
}

# bats' lines for a terminal, without what only a terminal understands, each as
# soon as it is whole: sed and some awks wait until they have read a lot.
plain() {
    escape=$(printf '\033[')
    while IFS= read -r line || [ -n "$line" ]; do
        line=${line##*"${escape}1G"}
        line=${line%"${escape}K"}
        while :; do
            case $line in
                "$escape"*m*) line=${line#"$escape"*m} ;;
                *) break ;;
            esac
        done
        case $line in
            *[!\ ]*) printf '%s\n' "$line" ;;
        esac
    done
}

run_bats() {
    # What a script puts in the background, and what nohup starts, is deaf to
    # Ctrl-C, and so would be all its children; some tests are about it.
    heard=
    ! env --default-signal=INT true 2>/dev/null \
        || heard='env --default-signal=INT,QUIT,HUP,TERM,PIPE'
    # shellcheck disable=SC2086
    set -- $heard bats --formatter pretty --print-output-on-failure "$@"
    if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
        "$@"
    else
        { "$@" || : >"$temp/failed"; } 2>&1 | plain
        [ ! -e "$temp/failed" ]
    fi
}

here=
case ${1:-} in
    -h | --help)
        sed -n '3,/^set/{/^set/!s/^# \{0,1\}//p;}' "$0"
        exit
        ;;
    --here)
        here=yes
        shift
        ;;
esac

if [ "$me$own$run" = 0 ] && unshare --ipc true 2>/dev/null; then
    TEST_SH_OWN_IPC=yes exec unshare --ipc sh "$0" ${here:+--here} "$@"
fi
cd -P "$(dirname "$0")/.."

# Root's two runs begin here, as processes of their own.
if [ "${TEST_SH_TEMP:-}" ]; then
    temp=$TEST_SH_TEMP
    copy=$TEST_SH_COPY
    unset TEST_SH_TEMP TEST_SH_COPY
    if [ "$run" = 1 ]; then
        cd "$copy"
        as_nobody sh scripts/test.sh "$@" && : >"$temp/passed.1"
    else
        sh scripts/test.sh "$@" >"$temp/run.2" 2>&1 && : >"$temp/passed.2"
    fi
    exit
fi
unset TEST_SH_OWN_IPC TEST_SH_RUN
export TERM="${TERM:-dumb}"

[ -n "$run" ] || scripts/need.sh cc make bats ipcs
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
make_temp || {
    say "expected room for programs in ${TMPDIR:-/tmp}, and the right to run" \
        'them there; next: set TMPDIR to another folder' >&2
    exit 3
}
version=$(bats --version)
case $version in
    'Bats 0.'* | 'Bats 1.'[0-7] | 'Bats 1.'[0-7].*)
        say "expected bats 1.8 or newer, found $version, of this system;" \
            'next: npm install -g bats, or see' \
            'https://bats-core.readthedocs.io/en/stable/installation.html' >&2
        exit 3
        ;;
esac

# Files are named from the root of the tree: the copy has them too.
files=
for arg; do
    shift
    case $arg in
        *.bats) files=yes ;;
    esac
    set -- "$@" "${arg#"$PWD/"}"
done
[ -n "$files" ] || set -- "$@" tests/suite/*.bats
if [ -z "$run" ]; then # a look at every file: one is enough
    bats --count "$@" >/dev/null || {
        say 'expected arguments that bats can take; see test.sh --help' >&2
        exit 2
    }
    objects >"$temp/before"
fi

# Nothing is installed any more.  What is killed leaves its files in ours.
export NEED_INSTALL=no TMPDIR="$temp/tmp"

if [ "$me$here$run" = 0 ] && make_copy; then
    # xargs, because what a shell puts in the background is deaf to Ctrl-C.
    printf '1\n2\n' | TEST_SH_TEMP=$temp TEST_SH_COPY=$copy xargs -P 2 \
        -I RUN-OF-TWO env TEST_SH_RUN=RUN-OF-TWO sh scripts/test.sh "$@" || :
    cat "$temp/run.2"
    for of_two in 1 2; do
        [ -e "$temp/passed.$of_two" ] || complain \
            "run $of_two of 2: expected every test to pass; see above"
    done
else
    [ "$me$here$run" != 0 ] \
        || say "no way to be uid $nobody here: root's run is the only one"
    say "$title: as uid $me, in $PWD"
    [ -z "$run" ] || set -- --filter-tags "!once-$((3 - run))" "$@"
    [ -z "$run" ] || export TEST_RUN="$run"
    # Make does not know which compiler has built what is there.
    if ! make -s build ${CC:+-B "CC=$CC"}; then
        complain "$title: expected \`make build\` to succeed"
    elif ! run_bats "$@"; then
        complain "$title: expected every test to pass; see above"
    fi
fi

[ -n "$run" ] || look_for_left
[ ! -e "$temp/wrong" ] || {
    cat "$temp/wrong" >&2
    exit 1
}
