#!/bin/sh
# check.sh - build your labs, judge what changed, tell what is wrong and why.
#
# usage: check.sh [--all] [--tsv] [--seed N] [--check N] [LAB...]
#
#   LAB        1, 01 or 01_ftok; without one: all labs
#   --all      every failing check, not only the first one of the current lab
#   --tsv      for scripts: a line with tabs for each check, nothing else on
#              stdout: lab, check, points, max, verdict, message
#   --seed N   judge again, with these random inputs; the result is not kept
#   --check N  judge again this check alone, by its number or its name
#
# Results are kept in build/check.  A lab is judged again when its source, its
# rubric, the judge, the Makefile, CC, CFLAGS, JUDGE_SECONDS or JUDGE_MEMORY
# have changed.  CC and CFLAGS of the environment go to make.  A program
# may run for JUDGE_SECONDS (3); what others have of the processors does not
# count.
#
# Exit status: 0 all that was asked for is solved, 1 not yet, 2 wrong usage,
# 3 it cannot judge (what is missing is said), 130 a Ctrl-C.
set -eu
# shellcheck source=scripts/lib.sh
. "${0%"${0##*/}"}./lib.sh"

# Where nothing has changed a learner waits for one process, cksum.  Whatever
# else a script usually starts would be noticeable: so files are read by `read`,
# and names are taken apart by the shell.

locked='' # we have a lock that nobody but us can drop
trap 'clean_up; [ -z "$locked" ] || rm -rf build/check/locked' EXIT

# ---- what is asked for ------------------------------------------------------

labs='' all='' tsv='' seed='' check=''
while [ $# -gt 0 ]; do
    case $1 in
        -h | --help) help ;;
        --all) all=yes ;;
        --tsv) tsv=yes ;;
        --seed | --check)
            case $1=${2-} in
                --seed= | --seed=*[!0-9]*)
                    refuse "--seed: expected a whole number, found '${2-}'"
                    ;;
                --check= | --check=*[!a-z0-9_]*)
                    refuse "--check: expected a number or name, found '${2-}'"
                    ;;
                --seed=*) seed=$2 ;;
                *) check=$2 ;;
            esac
            shift
            ;;
        -*) refuse "$1: no such option" ;;
        *)
            find_lab "$1"
            labs="$labs $lab"
            ;;
    esac
    shift
done

every=''
for file in tests/labs/[0-9][0-9]_*/rubric.sh; do
    file=${file%/rubric.sh}
    every="$every ${file##*/}"
done
labs=${labs:-$every}
case $check:$labs in
    ?*:*' '*' '*) refuse '--check needs one lab, of which it is a check' ;;
esac

# The judge's limit for one run is made for classrooms; here somebody waits.
export JUDGE_SECONDS="${JUDGE_SECONDS:-3}"
case $JUDGE_SECONDS in
    *[!0-9.]* | *.*.*) number='' ;;
    *[1-9]*) number=yes ;;
    *) number='' ;;
esac
case ${CC-}${CFLAGS-}${JUDGE_MEMORY-} in
    *"$nl"*) refuse 'expected CC, CFLAGS and JUDGE_MEMORY on one line each' ;;
esac
[ -n "$number" ] || refuse "JUDGE_SECONDS: expected a number of seconds, such" \
    "as 3 or 0.5, found '$JUDGE_SECONDS'"

# ---- what has changed -------------------------------------------------------

# A number for all that a verdict depends on.  The time of a file would not do:
# it goes back when an older version is moved over a newer one.
mix() {
    hash=$(((hash * 69069 + $1 + $2) % 4294967291))
}

has_source() {
    [ -f "labs/$1.c" ] && [ -r "labs/$1.c" ]
}

# Sets $keys to ` 01_ftok=HASH 02_shmget=HASH ... `.
take_keys() {
    set -- Makefile tests/judge/* tests/labs/words.sh
    # What the machine allows decides what can be judged.
    for file in user/max_user_namespaces user/max_ipc_namespaces \
        kernel/unprivileged_userns_clone kernel/sem kernel/shmmni \
        kernel/apparmor_restrict_unprivileged_userns kernel/shmall \
        kernel/shmmax kernel/shm_rmid_forced; do
        [ ! -r "/proc/sys/$file" ] || set -- "$@" "/proc/sys/$file"
    done
    [ ! -r /proc/self/limits ] || set -- "$@" /proc/self/limits
    for lab in $every; do
        set -- "$@" "tests/labs/$lab/rubric.sh"
        ! has_source "$lab" || set -- "$@" "labs/$lab.c"
    done
    sums=$(cksum "$@")
    hash=0
    keys=''
    # shellcheck disable=SC2086  # sum, bytes, name; sum, bytes, name; ...
    set -- $sums
    while [ $# -ge 3 ]; do
        case $3 in
            tests/labs/*/rubric.sh)
                [ -n "$keys" ] || common=$hash
                hash=$common
                mix "$1" "$2"
                lab=${3%/rubric.sh}
                keys="$keys ${lab##*/}=$hash"
                ;;
            labs/*)
                mix "$1" "$2"
                keys="${keys%=*}=$hash"
                ;;
            *) mix "$1" "$2" ;;
        esac
        shift 3
    done
    keys="$keys "
    flags="${CC-}|${CFLAGS-}|$JUDGE_SECONDS|${JUDGE_MEMORY-}|"
}

# What the result of a lab says: $points, $max, $first (the number of the first
# check that fails; 0: none), $skips (how many could not be judged here), and
# $state: none, old (what it depends on has changed), ok, broken (it does not
# compile) or missing (there is no source).
load() {
    points=0 max=10 first=0 skips=0 state=none kept='' with=''
    file=build/check/$1
    case " $judged " in
        *" $1 "*) file=$new/$1 ;;
    esac
    [ -r "$file" ] || return 0
    IFS=' ' read -r state points max first skips kept with <"$file" || :
    case $points:$max:$first:$skips in
        *[!0-9:]* | :* | *::* | *:)
            points=0 max=10 first=0 skips=0 state=none
            ;;
    esac
    case " $judged =$keys" in
        *" $1 "*=* | *" $1=$kept "*) ;;
        *) state=old ;;
    esac
    [ "$with" = "$flags" ] || state=old
    case $state in
        ok) [ -x "build/labs/$1" ] || state=old ;;
        broken) [ -s "build/labs/$1.log" ] || state=old ;;
    esac
}

is_complete() {
    [ "$points$first" = "${max}0" ]
}

# Sets $stale to those labs, of all asked for, that must be judged, and $begun
# to those that were not complete before.
find_stale() {
    take_keys
    stale='' begun='' judged=''
    for lab in $labs; do
        load "$lab"
        [ "$state" = none ] || is_complete || begun="$begun $lab"
        case $state$seed$check in
            ok | broken | missing) ;;
            *) stale="$stale $lab" ;;
        esac
    done
}

# ---- build ------------------------------------------------------------------

# One check at a time in one tree.  Who had to wait finds all done.  flock's
# lock goes with the last process that holds it; the folder that stands for a
# lock where there is no flock is ours to remove, or, if its owner is no more,
# everybody's.
take_lock() {
    waited=''
    if command -v flock >/dev/null; then
        exec 9>build/check/lock
        flock -n 9 || {
            say 'waiting for another check in this tree'
            in_background flock 9
            waited=yes
        }
        return
    fi
    until mkdir build/check/locked 2>/dev/null; do
        holder=''
        [ ! -r build/check/locked/pid ] \
            || read -r holder <build/check/locked/pid || :
        if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
            rm -rf build/check/locked
            continue
        fi
        [ -n "$waited" ] || say 'waiting for another check in this tree'
        waited=yes
        sleep 1
    done
    locked=yes
    echo $$ >build/check/locked/pid
}

drop_lock() {
    [ -z "$locked" ] || rm -rf build/check/locked
    locked=''
    exec 9>&-
}

# A redirection that fails ends the shell with exec, but not with true.
can_keep() {
    why='build/check cannot be written'
    { [ -d build/check/new ] || mkdir -p build/check/new 2>/dev/null; } \
        && true 2>/dev/null >build/check/lock
}

# Where to build: in the tree if it can be written.
make_room() {
    if { [ -x build/tools/judge ] && can_keep; } \
        || { can_build build && can_keep; }; then
        take_lock
        return
    fi
    go_aside
    mkdir -p build/check/new
    find_stale
    waited=''
}

need_places() {
    need_room build
    need_room "${TMPDIR:-/tmp}"
}

no_room() {
    need_places
    die 3 'expected to write the results, could not'
}

# What make says goes to a file: the words of the compiler are kept beside the
# program, in build/labs/LAB.log.
build_all() {
    set -- build/tools/judge build/tools/interpose.so
    [ -x build/tools/judge ] || [ -n "${instead-}" ] \
        || say 'compiling the judge, this once'
    for lab in $stale; do
        if has_source "$lab"; then
            load "$lab"
            # make must not think that an older source is nothing new.
            [ "$state" = ok ] || set -- "$@" -W "labs/$lab.c"
            set -- "$@" "build/labs/$lab"
        else
            rm -f "build/labs/$lab" "build/labs/$lab.log"
        fi
    done
    try_make "$@"
}

try_make() {
    (
        # A source may include /dev/zero, or an array of gigabytes.
        # shellcheck disable=SC3045  # dash, bash, ksh and busybox have -t
        ulimit -t 60 2>/dev/null || :
        ulimit -f 1000000 2>/dev/null || :
        run_make -kj "$@" >build/check/make.log 2>&1
    )
}

state_of() {
    if ! has_source "$1"; then
        state=missing
    elif [ -x "build/labs/$1" ]; then
        state=ok
    else
        state=broken
    fi
}

# make may fail, but leaves the judge, and for each lab a program or a reason.
is_complete_build() {
    for lab in $stale; do
        state_of "$lab"
        [ "$state" != broken ] || [ -s "build/labs/$lab.log" ] || return 1
    done
    try_make build/tools/judge build/tools/interpose.so
}

# A program that does not compile is its author's fault unless the compiler had
# no room for its files.
blame() {
    for lab in $stale; do
        state_of "$lab"
        if [ "$state" = broken ]; then
            need_places
            return
        fi
    done
}

build_or_give_up() {
    compiler=${CC:-cc}
    if ! command -v make || ! command -v "${compiler%% *}"; then
        sh scripts/need.sh cc make || exit 3
    fi >/dev/null
    build_all || is_complete_build || {
        # A make that is another one, or a compiler without libc's headers?
        sh scripts/need.sh cc make || exit 3
        find_make
        build_all || is_complete_build || {
            need_places
            cat build/check/make.log >&2
            die 3 'expected make to build the judge and the labs, found the' \
                'above'
        }
    }
    blame
}

# ---- judge ------------------------------------------------------------------

# Two files of the judge's become one for each lab: a line for load, the lines
# of -t, an empty line, what it says to a person.
# shellcheck disable=SC2016  # awk's dollars
divide='
part == 1 && /^[0-9][0-9]_[a-z0-9_]+ +[0-9]+ of [0-9]+$/ { lab = $1; next }
part == 1 && /^[0-9]+ of [0-9]+ points: / {
    lab = ""
    next
}
part == 1 { text[lab] = text[lab] $0 "\n"; next }
{
    split($0, field, "\t")
    lab = field[1]
    lines[lab] = lines[lab] $0 "\n"
    points[lab] += field[4]
    max[lab] += field[5]
    skips[lab] += field[6] == "skip"
    if (field[6] == "error")
        key[lab] = "again"
    if ((field[6] == "fail" || field[6] == "error") && !first[lab])
        first[lab] = field[2]
}
END {
    n = split(ENVIRON["keys"], pair, " ")
    for (i = 1; i <= n; i++) {
        split(pair[i], half, "=")
        if (!(half[1] in key))
            key[half[1]] = half[2]
    }
    n = split(ENVIRON["states"], pair, " ")
    for (i = 1; i <= n; i++) {
        split(pair[i], half, "=")
        lab = half[1]
        file = ENVIRON["new"] "/" lab
        printf "%s %d %d %d %d %s %s\n%s\n%s", half[2], points[lab],
            max[lab], first[lab], skips[lab], key[lab], ENVIRON["flags"],
            lines[lab], text[lab] >file
        if (close(file) != 0)
            exit 3
    }
}'

# Somebody waits: say for what, on a line that is written over.
progress() {
    [ ! -t 2 ] || [ "${TERM:-dumb}" = dumb ] || printf '\033[K%s\r' "$1" >&2
}

# Is there a judge, and one that make would not compile anew?
judge_is_there() {
    is_newer judge tests/judge/namespace.[ch] tests/judge/* \
        && is_newer interpose.so tests/judge/interpose.c
}

is_newer() {
    tool=build/tools/$1
    shift
    [ -e "$tool" ] || return 1
    for file; do
        # shellcheck disable=SC3013  # dash, bash, ksh and busybox have -nt
        [ ! "$file" -nt "$tool" ] || return 1
    done
}

# Build the labs in $stale, and judge them, in one run.  Sets $judged.
judge_all() {
    set -- build/labs
    for lab in $stale; do
        set -- "$@" "tests/labs/$lab/rubric.sh"
    done
    again='make check LAB=%l CHECK=%c SEED=%s'
    [ -z "$check" ] || set -- -v -c "$check" "$@"
    [ -z "$seed" ] || set -- -s "$seed" "$@"
    if [ -n "$seed$check" ]; then
        [ -n "$temp" ] || make_temp
        new=$temp
    else
        new=build/check/new
    fi
    set -- -o "$new/tsv" -a "$again" "$@"
    # Nothing is there of another run, and there is a place for the programs.
    { true >"$new/tsv" && { [ -d build/labs ] || mkdir build/labs; }; } \
        2>/dev/null || no_room
    verdict=0
    if judge_is_there; then
        # It gets ready beside the compiler, which leaves a processor idle.
        progress "  judging$stale ..."
        { build_or_give_up >&2 && echo go; } \
            | build/tools/judge -w "$@" >"$new/text" || verdict=$?
    else
        build_or_give_up
        progress "  judging$stale ..."
        build/tools/judge "$@" >"$new/text" || verdict=$?
    fi
    progress ''
    case $verdict in
        0 | 1) ;;
        3) [ -s "$new/tsv" ] || exit 3 ;;
        *) exit "$verdict" ;;
    esac
    judged=$stale
    states=''
    for lab in $stale; do
        state_of "$lab"
        states="$states $lab=$state"
    done
    export new keys states flags
    awk "$divide" part=1 "$new/text" part=2 "$new/tsv" || no_room
}

# The results take the place of the old ones, each in one step.  hint.sh starts
# over with checks that have passed: it counts in LAB.hints.
keep() {
    set --
    for lab in $judged; do
        set -- "$@" "$new/$lab"
        [ -s "build/check/$lab.hints" ] || continue
        awk 'FILENAME == ARGV[4] { if (!($1 in passed)) print; next }
            $6 == "pass" { passed[$3]; passed["start"] }
        ' FS='\t' "$new/$lab" FS=' ' "build/check/$lab.hints" \
            >"$new/$lab.hints" || no_room
        set -- "$@" "$new/$lab.hints"
    done
    mv -f "$@" build/check/ || no_room
    new=build/check
}

# ---- on paper ---------------------------------------------------------------

bold='' green='' yellow='' red='' off=''
if has_color; then
    esc=$(printf '\033')
    bold="${esc}[1m" green="${esc}[32m"
    yellow="${esc}[33m" red="${esc}[31m"
    off="${esc}[m"
fi

# All is put into $out, and written at once.
out=''
put() {
    out="$out$*$nl"
}

# put_row LAB WORD...
put_row() {
    name=$1
    shift
    while [ "${#name}" -lt 16 ]; do
        name="$name "
    done
    put "  $name$*"
}

# The compiler's own words about a lab, if it had any, but not without end.
put_log() {
    [ -s "build/labs/$1.log" ] && has_source "$1" || return 0
    if [ "$state" = broken ]; then
        put "${red}labs/$1.c does not compile$off"
    else
        put "${yellow}labs/$1.c: the compiler warns$off"
    fi
    put "$(LC_ALL=C awk -v most="${all:+10000}" '
        BEGIN { most = most ? most : 24 }
        NR <= most {
            gsub(/\t/, "        ")
            gsub(/[[:cntrl:]]/, "?")
            print "  " substr($0, 1, 200)
        }
        END {
            if (NR > most)
                print "  ... and " NR - most " more line" \
                    (NR - most > 1 ? "s" : "") ": make check ALL=1"
        }' "build/labs/$1.log")$nl"
}

# put_checks LAB [NUMBER]: what the judge says of that check, or of all.
put_checks() {
    text='' shown=''
    while IFS= read -r line; do
        case $text:$line in
            :) text=yes ;;
            :* | yes:) ;;
            yes:[0-9][0-9].[0-9]*)
                word=${line%% *}
                shown=''
                case ${word#*.} in
                    "${2:-${word#*.}}")
                        shown=yes
                        put "$nl$bold$line$off"
                        ;;
                esac
                ;;
            *) [ -z "$shown" ] || put "$line" ;;
        esac
    done <"$file"
}

put_bar() {
    bar=$((most > 0 ? sum * 21 / most : 0))
    hashes='#####################'
    dots='.....................'
    while [ "${#hashes}" -gt "$bar" ]; do
        hashes=${hashes#?}
    done
    while [ "${#dots}" -gt $((21 - bar)) ]; do
        dots=${dots#?}
    done
    put "${bold}shared memory labs$off   $green$hashes$off$dots" \
        "  $done of $count labs   $sum of $most points"
}

# Where all stand, and which lab is $current: the first, of those asked for,
# that is not complete; $further is the first of all.
put_labs() {
    sum=0 most=0 done=0 count=0 current='' further='' left=0
    rows=$out
    out=''
    for lab in $every; do
        load "$lab"
        sum=$((sum + points)) most=$((most + max)) count=$((count + 1))
        left=$((left + skips))
        mark=''
        [ "$skips" = 0 ] || mark="  $skips not judged here"
        case $state in
            none) mark='  not checked yet' ;;
            old) mark='  changed since' ;;
            broken) mark="  ${red}does not compile$off" ;;
            missing) mark="  ${red}labs/$lab.c cannot be read$off" ;;
        esac
        color=''
        if is_complete; then
            [ "$state" != ok ] || color=$green
            [ "$state$max" = ok0 ] || done=$((done + 1))
        else
            further=${further:-$lab}
            case " $labs:$current" in
                *" $lab "*: | *" $lab:")
                    current=$lab
                    mark="$mark   $yellow<- you are here$off"
                    ;;
            esac
        fi
        case $points in
            ?) points=" $points" ;;
        esac
        put_row "$lab" "$color $points/$max${color:+$off}$mark"
    done
    lines=$out
    out=$rows
    put_bar
    out=$out$lines
}

put_next() {
    # What was begun and is complete now.
    for lab in $judged; do
        load "$lab"
        case " $begun " in
            *" $lab "*)
                words="$lab is done.${further:+  On to $further.}"
                ! is_complete || put "$nl$green$words$off"
                ;;
        esac
    done
}

report() {
    for lab in $labs; do
        load "$lab"
        put_log "$lab"
    done
    put_labs
    put_next
    for lab in $labs; do
        load "$lab"
        if [ -n "$all" ]; then
            ! is_complete || [ "$skips" != 0 ] || continue
        elif is_complete || [ "$lab" != "$current" ]; then
            continue
        fi
        case $state in
            missing)
                put "${nl}expected labs/$lab.c to be there; next:" \
                    "make reset LAB=${lab%%_*} brings the skeleton"
                ;;
            broken) ;;
            *)
                [ -z "$all" ] || first=''
                put_checks "$lab" "$first"
                ;;
        esac
    done
    if [ -n "$current" ]; then
        put "${nl}next: labs/$current.c   (stuck?" \
            "make hint LAB=${current%%_*})"
    elif [ -n "$further" ]; then
        put "${nl}next: labs/$further.c"
    elif [ "$done" -lt "$count" ]; then
        put "${nl}${green}All that can be judged here is done.$off"
    else
        put "${nl}${green}All $count labs are done.$off  Ours, beside yours:" \
            "make diff LAB=01"
    fi
    [ "$left" = 0 ] || put "${nl}note: checks not judged on this machine, and" \
        "not counted: $left${nl}why: make check ALL=1"
}

# One check, again: what the judge says of it, passed or not.
report_check() {
    load "${labs# }"
    put_log "${labs# }"
    [ "$state" = broken ] || put_checks "${labs# }"
    out=${out#"$nl"}
}

# lab, check, points, max, verdict, message, of each check.  Through cat, which
# fails when it cannot write: busybox awk does not.
report_tsv() {
    set --
    for lab in $labs; do
        load "$lab"
        set -- "$@" "words=build/labs/$lab.log" "$file"
    done
    LC_ALL=C awk -F '\t' -v OFS='\t' '
        FNR == 1 {
            reason = ""
            body = 1
            if ($0 ~ /^missing /)
                reason = "the source cannot be read"
            if ($0 ~ /^broken /) {
                # The first line with a place, in whatever language.  The name
                # of an option ends a warning.
                reason = first = ""
                while ((getline line <words) > 0 && reason == "") {
                    first = first == "" ? line : first
                    if (line ~ /:[0-9]+:/ && line !~ /\]$/)
                        reason = line
                }
                close(words)
                reason = "does not compile: " (reason == "" ? first : reason)
                gsub(/[[:cntrl:]]/, " ", reason)
            }
            next
        }
        /^$/ { body = 0 }
        body {
            message = reason != "" ? reason : $9
            print $1, $3, $4, $5, $6, $8 (message != "" ? ": " message : "")
        }' "$@" | cat || exit 3
}

# ---- all together -----------------------------------------------------------

verdict=0 new=''
find_stale
if [ -n "$stale" ]; then
    need_linux
    need_temp
    make_room
    [ -z "$waited" ] || find_stale
fi
if [ -n "$stale" ]; then
    judge_all
    [ "$new" != build/check/new ] || keep
    drop_lock
fi

solved=yes
for lab in $labs; do
    load "$lab"
    is_complete || solved=''
done
if [ -n "$tsv" ]; then
    report_tsv
else
    if [ -n "$check" ]; then
        report_check
    else
        report
    fi
    printf '%s' "$out" || exit 3
fi
[ "$verdict" != 3 ] || die 3 'expected to carry out every check, could not'
[ -n "$solved" ] || exit 1
