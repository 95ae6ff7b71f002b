# lib.sh - what the scripts share.  Each of them begins with
#
#     . "${0%"${0##*/}"}./lib.sh"
#
# and is then in the top folder of the tree; $from is the folder of its caller.
# Outside of the functions no process is started: check.sh has no time for one.
# shellcheck shell=sh disable=SC2034  # the scripts use what is set here

me=${0##*/}
from=$PWD
nl='
'
unset CDPATH MAKEFLAGS MAKEFILES MAKELEVEL MFLAGS GNUMAKEFLAGS
cd -P -- "${0%"$me"}.." || exit 3
case ${TMPDIR:-/} in
    /*) ;;
    *) TMPDIR=$from/$TMPDIR ;;
esac

say() {
    printf '%s: %s\n' "$me" "$*" >&2
}

# die STATUS WORD...
die() {
    status=$1
    shift
    say "$*"
    exit "$status"
}

# The comment at the top of the script.
usage() {
    sed -n '1d; /^#/!q; s/^# \{0,1\}//p' "scripts/$me"
}

help() {
    usage || exit 3
    exit 0
}

# refuse WORD...: wrong usage.  The usage lines show what is right.
refuse() {
    say "$*"
    usage | sed '/^usage:/,/^$/!d; /^$/d' >&2
    exit 2
}

has_color() {
    [ -t 1 ] && [ -z "${NO_COLOR-}" ] && [ "${TERM:-dumb}" != dumb ]
}

# find_lab WORD: set $lab to the name of that lab: 3, 03 or 03_attach_write.
find_lab() {
    lab=$1
    case $1 in
        [0-9]) set -- tests/labs/"0$1"_*/rubric.sh ;;
        [0-9][0-9]) set -- tests/labs/"$1"_*/rubric.sh ;;
        [0-9][0-9]_*) set -- "tests/labs/$1/rubric.sh" ;;
        *) set -- '' ;;
    esac
    [ -f "$1" ] || refuse "expected a lab such as 03, found '$lab'"
    lab=${1%/rubric.sh}
    lab=${lab##*/}
}

# one_lab WORD...: the arguments [--yes] LAB.  Sets $yes and $lab.
one_lab() {
    [ "${2-}" != --yes ] || set -- --yes "$1"
    yes=''
    [ "${1-}" != --yes ] || { yes=$1 && shift; }
    case $#:${1-} in
        1:-h | 1:--help) help ;;
        1:-*) refuse "$1: no such option" ;;
        1:*) find_lab "$1" ;;
        *) refuse "expected one lab, found '$*' (make ${me%.sh} LAB=03)" ;;
    esac
}

# ask QUESTION NEXT: true if the answer is yes.  Where there is no terminal to
# ask at, NEXT says what --yes does.
ask() {
    [ -t 0 ] || die 1 "there is no terminal to ask at; next: --yes $2"
    printf '%s [y/N] ' "$1" >&2
    read -r answer || answer=''
    case $answer in
        [yY] | [yY][eE][sS]) ;;
        *) return 1 ;;
    esac
}

temp='' # a folder that goes when the script ends
try=''  # another one
gone='' # the process in the background that has ended

# A Ctrl-C reaches everything in the foreground.  The shell is asked which
# process is in the background: a signal may come before the script can note it.
# A process that is about to become a program may lose any signal but KILL.
clean_up() {
    set +u
    [ "$!" = "$gone" ] || kill -s KILL "$!" 2>/dev/null || :
    [ -z "$temp$try" ] || rm -rf ${temp:+"$temp"} ${try:+"$try"}
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# in_background COMMAND...: a signal to us does not wait for it.  Sets $status.
in_background() {
    "$@" &
    status=0
    wait "$!" || status=$?
    gone=$!
}

# become COMMAND...: the last one of a script.
become() {
    [ -n "$temp" ] || exec "$@"
    status=0
    "$@" || status=$?
    exit "$status"
}

# has_room FOLDER [yes]: it takes as many files, and as large ones, as a build
# makes; with yes programs may also run there.  False: sets $why.
has_room() {
    try=$1/.shm-labs.$$
    many=$try/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a
    status=0
    why=$(
        exec 2>&1
        rm -rf "$try" && LC_ALL=C mkdir "$try" \
            && LC_ALL=C mkdir -p "$many${many#"$try"}" \
            && LC_ALL=C head -c 4000000 /dev/zero >"$try/large" || exit
        [ -n "${2-}" ] || exit 0
        echo '#!/bin/sh' >"$try/run"
        chmod 755 "$try/run"
        "$try/run" 2>/dev/null || {
            echo 'no program may run there (noexec)'
            exit 1
        }
    ) || status=$?
    rm -rf "$try" 2>/dev/null || :
    try=''
    [ "$status" != 153 ] || why="ulimit -f is $(ulimit -f)" # SIGXFSZ
    return "$status"
}

# need_room FOLDER [yes]
need_room() {
    has_room "$@" || die 3 "expected to write to ${instead-}$1, found:" \
        "${why##*: }; next: make room there, or set TMPDIR to another folder"
}

# Can temporary files be written?  Where they can, it takes one process.
need_temp() {
    try=${TMPDIR:-/tmp}/.shm-labs.$$
    status=0
    { (set -C && echo >"$try"); } 2>/dev/null || status=$?
    rm -f "$try" 2>/dev/null || :
    try=''
    [ "$status" = 0 ] || need_room "${TMPDIR:-/tmp}"
}

make_temp() {
    need_temp
    temp=$(mktemp -d "${TMPDIR:-/tmp}/shm-labs.XXXXXX") || exit 3
}

# can_build FOLDER: programs can be built and run there.  False: sets $why.
can_build() {
    why=$(LC_ALL=C mkdir -p "$1" 2>&1) || return 1
    for part in "$1"/*/; do
        why="$part cannot be written"
        [ ! -d "$part" ] || [ -w "$part" ] || return 1
    done
    has_room "$1" yes
}

# The tree cannot be written: go to a temporary folder with links to all that
# is in the tree, and build there.
go_aside() {
    reason=${why##*: }
    instead="$PWD/build (found: $reason) or "
    [ -n "$temp" ] || make_temp
    need_room "$temp" yes
    mkdir "$temp/tree"
    ln -s "$PWD"/* "$temp/tree/"
    rm -f "$temp/tree/build"
    chmod 755 "$temp" # root's judge becomes somebody else
    say "expected to write to $PWD/build, found: $reason; building in $temp," \
        'and nothing is kept'
    cd "$temp/tree" || exit 3
}

need_linux() {
    system=$(uname 2>/dev/null) || return 0
    [ "$system" = Linux ] || die 3 "expected Linux, found $system; next: a" \
        'container or a virtual machine, see the top of README.md'
}

make='make'
find_make() {
    for make in make gmake; do
        case $("$make" --version 2>/dev/null) in
            'GNU Make '*) return ;;
        esac
    done
    die 3 "expected GNU make, found another one, $(command -v make);" \
        'next: install GNU make as make or gmake'
}

run_make() {
    "$make" -rs ${CC:+"CC=$CC"} ${CFLAGS:+"CFLAGS=$CFLAGS"} "$@"
}

is_built() {
    for file; do
        [ -x "$file" ] || return 1
    done
    ! command -v "$make" >/dev/null || run_make -q "$@" 2>/dev/null
}

# build FILE...: make sure that they are there, and newer than their sources.
build() {
    ! is_built "$@" || return 0
    sh scripts/need.sh cc make || exit 3
    find_make
    ! is_built "$@" || return 0
    if can_build build; then
        say 'compiling what is missing'
    else
        go_aside
    fi
    # Two that begin in the same fresh tree take turns.
    words=$(
        exec 2>&1 8<Makefile
        flock 8 2>/dev/null || :
        run_make "$@"
    ) || {
        need_room "${TMPDIR:-/tmp}"
        printf '%s\n' "$words" >&2
        die 3 'expected make to build what is missing, found the above'
    }
    [ -z "$words" ] || printf '%s\n' "$words" >&2
}
