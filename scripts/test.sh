#!/bin/sh
# test.sh - run the tests of this tree, all of them.
#
# usage: test.sh [--here] [BATS-ARGUMENT...]
#
# Makes sure of a C compiler, make and bats (need.sh), builds, and runs
# `bats tests/*.bats`.  Arguments go to bats; files among them (*.bats, named
# from the root of the tree) take the place of tests/*.bats.
#
# Root may do more than others, so root's run comes with another one: a copy of
# the tree, in a temporary folder, is tested as uid 65534 (nobody), at the same
# time; what root's run says is shown when both have ended.  What is the same
# for all users only one of them has (tests tagged once-1 and once-2), and where
# a test tries many alike each takes a part (TEST_RUN, helpers.bash).  With
# --here only the user who you are runs the tests, all of them.
#
# After each run the user's System V objects must be those of before.  Root's
# runs have an IPC namespace of their own where the system allows it, so that
# nobody else's work is taken for theirs.
#
# Exit status: 0 all passed; 1 a test failed, or something was left behind;
# 2 wrong usage; 3 a tool is missing and cannot be installed, or bats is older
# than 1.8.
set -eu
unset CDPATH MAKEFLAGS MFLAGS MAKELEVEL

nobody=65534
newline='
'

say() {
    printf 'test.sh: %s\n' "$*"
}

help() {
    sed -n '3,/^set/{/^set/!s/^# \{0,1\}//p;}' "$0"
}

# After a Ctrl-C bats is still busy with its own folder for a moment.
clean_up() {
    for try in 1 2 3 4 5; do
        rm -rf ${temp:+"$temp"} ${copy:+"$copy"} 2>/dev/null && return
        sleep 1
    done
    say "expected to remove $temp and $copy, could not; please do" >&2
}

# What is killed leaves its temporary files: those are in ours, which goes.
as_me() {
    env TMPDIR="$temp/tmp" "$@"
}

as_nobody() {
    if [ "$become" = setpriv ]; then
        setpriv --reuid="$nobody" --regid="$nobody" --clear-groups "$@"
    else
        # What follows the user's name goes to the shell.
        su -s /bin/sh -c 'exec "$@"' -- nobody sh "$@"
    fi
}

# Sets $become to a way to be nobody that works here.
find_become() {
    for become in setpriv su; do
        as_nobody true 2>/dev/null && return
    done
    return 1
}

# Sets $copy to a folder that is nobody's, where nobody can run programs.
# Root's own TMPDIR is often of no use for that.
find_copy() {
    for base in "${TMPDIR:-/tmp}" /tmp /var/tmp; do
        copy=$(mktemp -d "$base/test.XXXXXX" 2>/dev/null) || continue
        chown "$nobody:$nobody" "$copy"
        # shellcheck disable=SC2016
        as_nobody sh -c 'cd "$1" && echo "#!/bin/sh" >try && chmod +x try &&
            ./try && rm try' sh "$copy" 2>/dev/null && return
        rm -rf "$copy"
        copy=
    done
    return 1
}

# The System V objects that user $1 made, each as ipcrm's option to remove it.
objects() {
    for kind in shm sem msg; do
        if [ -r "/proc/sysvipc/$kind" ]; then
            awk -v kind="$kind" -v uid="$1" '
                NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
                NR > 1 && $column["cuid"] == uid {
                    letter = substr("msq", index("shmsemmsg", kind) / 3 + 1, 1)
                    print "-" letter, $2
                }
            ' "/proc/sysvipc/$kind"
        fi
    done | sort
    [ -r /proc/sysvipc/shm ] || ipcs -m -s -q | awk -v name="$(id -nu "$1")" '
        # Not Linux: the name of the owner is all we have.
        $1 ~ /^[msq]$/ && $5 == name { print "-" $1, $2 }' | sort
}

# What user $1 has now and had not before, into $left.  The same user may be
# at work elsewhere: what goes away within 3 seconds is not a leak.
find_left() {
    for try in 1 2 3 4; do
        left=$(objects "$1" | comm -13 "$temp/before.$1" -)
        [ -n "$left" ] && [ "$try" -lt 4 ] || return 0
        sleep 1
    done
}

# bats' lines for a terminal, without what only a terminal understands, each as
# soon as it is whole: some awks wait until they have read a lot.
plain() {
    escape=$(printf '\033[')
    blank=
    while IFS= read -r line || [ -n "$line" ]; do
        line=${line##*"${escape}1G"}
        while :; do
            case $line in
                *"$escape"*) ;;
                *) break ;;
            esac
            rest=${line#*"$escape"}
            line=${line%%"$escape"*}${rest#"${rest%%[A-Za-z]*}"?}
        done
        case $line in
            *[!\ ]*)
                printf '%s%s\n' "$blank" "$line"
                blank=
                ;;
            *) blank=$newline ;;
        esac
    done
}

# run_bats COMMAND... - run it; its exit status is ours.
run_bats() {
    if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
        "$@"
        return
    fi
    echo 1 >"$temp/status.$uid"
    {
        "$@" && echo 0 >"$temp/status.$uid"
    } 2>&1 | plain
    return "$(cat "$temp/status.$uid")"
}

complain() {
    wrong=$wrong$*$newline
}

# What runs in the background of a script, or under nohup, is deaf to Ctrl-C,
# and so would be all its children; some tests are about it.
heard=
if env --default-signal=INT true 2>/dev/null; then
    heard='env --default-signal=INT,QUIT,HUP,TERM,PIPE'
fi

# suite UID AS TITLE BATS-ARGUMENT... - build and test in this folder.  AS is
# a function that makes us the user UID.  What goes wrong is put in $wrong.
suite() {
    uid=$1
    as=$2
    title=$3
    shift 3
    say "$title: as uid $uid, in $PWD"

    objects "$uid" >"$temp/before.$uid"
    # Make does not know which compiler has built what is there.
    "$as" make -s build ${CC:+-B "CC=$CC"} || {
        complain "$title: expected \`make build\` to succeed"
        return 0
    }
    # shellcheck disable=SC2086
    run_bats "$as" $heard bats --formatter pretty \
        --print-output-on-failure "$@" \
        || complain "$title: expected every test to pass; see above"
    find_left "$uid"
    [ -n "$left" ] || return 0
    # shellcheck disable=SC2086
    set -- $left
    if [ -n "$own" ]; then
        next='they went with the IPC namespace of this run'
    else
        next="remove them with ipcrm $*"
    fi
    complain "$title: expected the System V objects of uid $uid to be as" \
        "before, found more: $*; $next"
}

here=
case ${1:-} in
    -h | --help)
        help
        exit
        ;;
    --here)
        here=yes
        shift
        ;;
esac

me=$(id -u)
own=${TEST_SH_OWN_IPC:-}
unset TEST_SH_OWN_IPC
if [ "$me" -eq 0 ] && [ -z "$own${TEST_SH_TEMP:-}" ] \
    && unshare --ipc true 2>/dev/null; then
    TEST_SH_OWN_IPC=yes exec unshare --ipc sh "$0" ${here:+--here} "$@"
fi

cd -P "$(dirname "$0")/.."
root=$PWD

scripts/need.sh cc make bats ipcs
case $(bats --version) in
    'Bats 0.'* | 'Bats 1.'[0-7] | 'Bats 1.'[0-7].*)
        say "expected bats 1.8 or newer, found $(bats --version), of this" \
            'system; next: npm install -g bats, or see' \
            'https://bats-core.readthedocs.io/en/stable/installation.html' >&2
        exit 3
        ;;
esac
# From here on nothing is installed any more.
unset TEST_RUN
export NEED_INSTALL=no TERM="${TERM:-dumb}"

# Files are named from the root of the tree: the copy has them too.
files=
for arg; do
    shift
    case $arg in
        *.bats) files=yes ;;
    esac
    set -- "$@" "${arg#"$root/"}"
done
[ -n "$files" ] || set -- "$@" tests/*.bats
# A look at every file; root's two runs need not have it again.
[ "${TEST_SH_TEMP:-}" ] || bats --count "$@" >/dev/null || {
    say 'expected arguments that bats can take; see test.sh --help' >&2
    exit 2
}

temp=
copy=
wrong=

# The two runs of root are processes of their own, at the same time.
if [ "${TEST_SH_TEMP:-}" ]; then
    temp=$TEST_SH_TEMP
    copy=$TEST_SH_COPY
    become=$TEST_SH_BECOME
    own=$TEST_SH_OWN
    export TEST_RUN="${TEST_SH_RUN:?}"
    unset TEST_SH_TEMP TEST_SH_COPY TEST_SH_BECOME TEST_SH_OWN TEST_SH_RUN
    # shellcheck disable=SC2317,SC2329 # suite calls it
    as_nobody_there() {
        as_nobody env HOME="$copy" TMPDIR="$copy/.tmp" "$@"
    }
    case $TEST_RUN in
        1) set -- --filter-tags '!once-2' "$@" ;;
        *) set -- --filter-tags '!once-1' "$@" ;;
    esac
    if [ "$TEST_RUN" = 1 ]; then
        cd "$copy"
        suite "$nobody" as_nobody_there 'run 1 of 2' "$@"
    else
        suite "$me" as_me 'run 2 of 2' "$@"
    fi
    printf '%s' "$wrong" >"$temp/wrong.$TEST_RUN"
    exit
fi

trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
temp=$(mktemp -d)
mkdir "$temp/tmp"

if [ "$me" -ne 0 ] || [ -n "$here" ]; then
    suite "$me" as_me 'the run' "$@"
elif ! find_become || ! find_copy; then
    say "no way to be uid $nobody here: root's run is the only one"
    suite "$me" as_me 'the run' "$@"
else
    tar -cf - --exclude=./.git --exclude=./build . | (cd "$copy" && tar -xf -)
    mkdir "$copy/.tmp"
    chown -R "$nobody:$nobody" "$copy"

    export TEST_SH_TEMP="$temp" TEST_SH_COPY="$copy"
    export TEST_SH_BECOME="$become" TEST_SH_OWN="$own"
    # xargs, because what a shell puts in the background is deaf to Ctrl-C.
    # shellcheck disable=SC2016
    printf '1\n2\n' | xargs -P 2 -I RUN-OF-TWO env TEST_SH_RUN=RUN-OF-TWO \
        sh -c '[ "$TEST_SH_RUN" = 1 ] || exec >"$TEST_SH_TEMP/run-2" 2>&1
            exec sh "$@"' sh "$root/scripts/test.sh" "$@" || :
    cat "$temp/run-2"
    for run in 1 2; do
        [ -e "$temp/wrong.$run" ] || echo "run $run of 2: expected it to come" \
            'to its end' >"$temp/wrong.$run"
    done
    wrong=$(cat "$temp/wrong.1" "$temp/wrong.2")
fi

[ -z "$wrong" ] || {
    printf '%s\n' "${wrong%"$newline"}" | sed 's/^/test.sh: /' >&2
    exit 1
}
