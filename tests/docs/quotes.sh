#!/bin/sh
# quotes.sh - hold a document to the truth: run what it quotes, and compare.
#
# usage: quotes.sh list FILE           its blocks: line, kind, chapter
#        quotes.sh check FILE [DIR]    all of it: static, run and compare
#        quotes.sh static FILE         fragments, links, references, claims
#        quotes.sh run FILE DIR        run the sessions, keep them in DIR
#        quotes.sh compare FILE DIR    its sessions, with those kept in DIR
#        quotes.sh fill FILE           FILE, with the output that is missing
#        quotes.sh prove FILE DIR      is any change of a character seen?
#
# Sessions.  A fenced block ```console is one.  "$ " begins a command, "> "
# right below it goes on with it; the rest is what a terminal would show.  A
# line "..." stands for any lines left out, or for none.  The blocks of a
# chapter (## heading) are one session of one shell: bash with job control, in a
# fresh IPC namespace, as a user without capabilities, in a fresh copy of the
# project with build/solutions in the PATH.  Standard input stays open, brings
# nothing.  After "COMMAND &" it goes on when as many lines have come as are
# quoted; what is killed has ended, and what runs in the background is asleep or
# hard at work, before the next command begins.
#
# Alike for both sides, and equal where they were equal before: addresses (0x
# and 9 to 16 digits, and the ranges of /proc/PID/maps), keys (0x and 8 digits;
# the two of the id are compared), process ids ("pid 4711", "[1] 4711",
# /proc/4711/).  Not compared: times of day, seconds (0.38 s), the facts dev=
# and ino=, the number of spaces.  The user is "ann", uid 1000; her folder is
# /home/ann/shared-memory-labs.  A line <!-- varies: counted lost --> right
# above a block leaves out the values of these facts in it.
#
# Fragments.  ```c PATH, ```sh PATH and ```make PATH quote a file of the project
# line by line, with less indentation if need be; "..." leaves out at least one
# line.  ```c alone is a sketch and compiles, as a file or inside of a function.
# ```sh alone is not run: its scripts/*.sh and make targets exist.  ```text and
# ```mermaid are drawings.  There are no other blocks.
#
# References.  Links lead to a file or a heading that is there, "section 3.4"
# (and "TUTORIAL 3.4", in rubrics and hints too) to a heading "### 3.4 ..." of
# TUTORIAL.md.  Paths and make targets in `code` exist.  What is between
# <!-- claims 3 --> and <!-- end of claims --> is what "build/tools/claims -m 3"
# prints.
#
# DIR/transcript has a line for each line, after a letter: c chapter, u user,
# $ command, > more of it, | output, ! how a session ended early.
#
# QUOTES_CLAIMS  the command to take the place of build/tools/claims
# QUOTES_LIMIT   seconds that a command may take (20)
# QUOTES_WAIT    seconds to wait for what runs in the background (10)
#
# Exit status: 0 true, 1 something is not, 2 wrong usage, 3 it cannot be done.
set -eu

case $0 in
    */*) top=$(cd "${0%/*}/../.." && pwd -P) ;;
    *) top=$(cd ../.. && pwd -P) ;;
esac
here=$top/tests/docs
limit=${QUOTES_LIMIT:-20}
patience=${QUOTES_WAIT:-10}
nobody=65534
LC_ALL=C
export LC_ALL
umask 022 # the sessions of root are somebody else's

usage() {
    sed -n '4,/^set/{/^set/d; s/^# \{0,1\}//; p;}' "$0"
}

refuse() {
    printf 'quotes.sh: %s\n' "$1" >&2
    usage >&2
    exit 2
}

cannot() {
    printf 'quotes.sh: %s\n' "$*" >&2
    exit 3
}

# ---- reading and comparing --------------------------------------------------

# read_as MODE: all that is known of $file is known here.  Differences go to
# stdout, with lines "?WHAT LINE WORD" for what only a shell can find out.
read_as() {
    QUOTES_MODE=$1 QUOTES_FILE=$file QUOTES_TOP=$top QUOTES_TEMP=$temp \
        QUOTES_DIR=$dir awk -f "$here/documents.awk"
}

# ---- running ----------------------------------------------------------------

# shellcheck source=tests/docs/sessions.sh
. "$here/sessions.sh"

# ---- what only a shell can find out -----------------------------------------

# Is $1, a word of the text, a file of the project?  It may be a pattern.
is_there() {
    # shellcheck disable=SC2086
    set -- "$top"/$1
    [ -e "$1" ]
}

compiles() {
    ${CC:-cc} -fsyntax-only -Wall -Wextra -Wno-unused \
        -Werror=implicit-function-declaration -Werror=implicit-int \
        -Werror=int-conversion -Werror=incompatible-pointer-types \
        "$1" 2>"$temp/said"
}

includes() {
    echo '#define _GNU_SOURCE'
    for name in sys/types sys/ipc sys/shm sys/sem sys/msg sys/mman sys/stat \
        sys/wait sys/resource ctype err errno fcntl limits pthread sched \
        semaphore signal stdatomic stdbool stddef stdint stdio stdlib string \
        time unistd; do
        echo "#include <$name.h>"
    done
}

# sketch FROM TO INDENT: it compiles as it is, with includes, or in a function.
sketch() {
    {
        printf '#line %d "%s"\n' "$(($1 + 1))" "$file"
        sed -n "$(($1 + 1)),$(($2 - 1))s/^ \{0,$3\}//p; $2q" "$file"
    } >"$temp/sketch"
    if grep -q '^\(.*[^A-Za-z_]\)\{0,1\}int main *(' "$temp/sketch"; then
        cp "$temp/sketch" "$temp/sketch.c"
        compiles "$temp/sketch.c" && return
    else
        { includes && cat "$temp/sketch"; } >"$temp/sketch.c"
        compiles "$temp/sketch.c" && return
        {
            includes
            echo 'int sketch(int argc, char *argv[]);'
            echo 'int sketch(int argc, char *argv[]) {'
            cat "$temp/sketch"
            echo '; return argc + (argv == 0); }'
        } >"$temp/sketch.c"
        compiles "$temp/sketch.c" && return
    fi
    printf '%s:%d: this does not compile:\n' "$file" "$1"
    grep 'error:' "$temp/said" || cat "$temp/said"
}

# claims FROM TO NUMBER: what stands between these lines.
claims() {
    if [ "$2" -gt $(($1 + 1)) ]; then
        sed -n "$(($1 + 1)),$(($2 - 1))p; $2q" "$file"
    fi >"$temp/claims.quoted"
    # shellcheck disable=SC2086 # a command may have words
    (cd "$top" && ${QUOTES_CLAIMS:-build/tools/claims} -m "$3") \
        >"$temp/claims.seen" 2>"$temp/said" || {
        printf '%s:%d: claims -m %s: exit status %d\n' "$file" "$1" "$3" $?
        cat "$temp/said"
        return
    }
    cmp -s "$temp/claims.quoted" "$temp/claims.seen" && return
    printf '%s:%d: claims -m %s prints something else (- quoted, + seen):\n' \
        "$file" "$1" "$3"
    diff -U 0 "$temp/claims.quoted" "$temp/claims.seen" | sed 1,2d || :
}

# Answer the questions among what read_as says, and pass on the rest.
answer() {
    case $file in
        */*) folder=${file%/*}/ ;;
        *) folder= ;;
    esac
    while IFS= read -r said; do
        case $said in
            '?'*) ;;
            *)
                printf '%s\n' "$said"
                continue
                ;;
        esac
        said=${said#?}
        what=${said%% *}
        said=${said#* }
        line=${said%% *}
        word=${said#* }
        # shellcheck disable=SC2086
        case $what in
            path)
                is_there "$word" || printf '%s:%d: %s: no such file\n' \
                    "$file" "$line" "$word"
                ;;
            link)
                [ -e "$folder$word" ] || printf '%s:%d: %s: no such file\n' \
                    "$file" "$line" "$word"
                ;;
            sketch) sketch "$line" $word ;;
            claims) claims "$line" $word ;;
        esac
    done
}

# ---- the commands -----------------------------------------------------------

static() {
    QUOTES_OTHERS=
    case /$file in
        */TUTORIAL.md)
            QUOTES_OTHERS=$(printf '%s\n' "$top"/tests/labs/*/rubric.sh \
                "$top"/tests/labs/*/hints.txt)
            ;;
    esac
    export QUOTES_OTHERS
    found=$(read_as static) || :
    case $found in
        *'?sketch'* | *'?claims'*)
            [ -n "$temp" ] || temp=$(mktemp -d)
            command -v "${CC:-cc}" >/dev/null || cannot "${CC:-cc}: not found"
            [ -n "${QUOTES_CLAIMS:-}" ] || build
            ;;
    esac
    [ -z "$found" ] || found=$(printf '%s\n' "$found" | answer)
    [ -z "$found" ] || ! printf '%s\n' "$found"
}

clean_up() {
    status=$?
    trap '' HUP INT TERM
    if [ -n "$running" ]; then
        # shellcheck disable=SC2086
        kill $running 2>/dev/null || :
        wait
    fi
    rm -rf ${temp:+"$temp"}
    exit "$status"
}

case ${1:-} in
    -h | --help)
        usage
        exit 0
        ;;
    list | check | static | fill) words=2 ;;
    run | compare | prove) words=3 ;;
    '') refuse 'what shall it be?' ;;
    *) refuse "$1: no such command" ;;
esac
[ "$1" != check ] || [ $# != 3 ] || words=3
[ $# = "$words" ] || refuse "$1: expected $((words - 1)) operands"
command=$1
file=$2
dir=${3:-}
[ -f "$file" ] || cannot "$file: no such file"
[ -r "$file" ] || cannot "$file: cannot read"

temp=
way=
running=
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
case $command in
    check | run | fill)
        if grep -q '^ *```console' "$file"; then
            find_way || {
                [ "$command" != check ] || static || exit 1
                cannot 'expected to make an IPC namespace (unshare --ipc),' \
                    'and to be a user without capabilities in it'
            }
        else
            temp=$(mktemp -d)
        fi
        ;;
    compare | prove)
        [ -r "$dir/transcript" ] || cannot "$dir/transcript: cannot read"
        ;;
esac
case $command in
    list | compare | prove) read_as "$command" ;;
    static) static ;;
    run) run_all plan ;;
    fill)
        run_all 'plan to fill'
        read_as fill
        ;;
    check)
        status=0
        static || status=1
        run_all plan
        read_as compare || status=1
        exit "$status"
        ;;
esac
