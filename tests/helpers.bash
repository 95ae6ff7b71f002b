# What several test files need.  bats loads it with `load helpers`.
# shellcheck shell=bash disable=SC2034,SC2154

bats_require_minimum_version 1.5.0

TOP=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
JUDGE=$TOP/build/tools/judge
SOLUTIONS=$TOP/build/solutions

# program NAME <<'EOF' ... EOF - a program to be judged, as a shell script.
program() {
    mkdir -p "$BATS_TEST_TMPDIR/programs"
    { printf '#!/bin/sh\n' && cat; } >"$BATS_TEST_TMPDIR/programs/$1"
    chmod 755 "$BATS_TEST_TMPDIR/programs" "$BATS_TEST_TMPDIR/programs/$1"
}

# rubric <<'EOF' ... EOF - a rubric for it.
rubric() {
    mkdir -p "$BATS_TEST_TMPDIR/rubric/verbs"
    cp "$TOP/tests/rubric/verbs/verbs.sh" "$BATS_TEST_TMPDIR/rubric/verbs/"
    cat >"$BATS_TEST_TMPDIR/rubric/00_test.sh"
}

judge() {
    "$JUDGE" "$@" "$BATS_TEST_TMPDIR/programs" \
        "$BATS_TEST_TMPDIR/rubric/00_test.sh"
}

# root's run comes second (test.sh): once is enough for what does not depend on
# who runs it.
once() {
    [ "${TEST_RUN:-1}" = 1 ] || skip "run 1 has seen it, and it is the same for all"
}

# Of many alike, the second run takes other ones than the first, or fewer:
# every 2nd or so of the words, from standard input or as arguments.
some_of() {
    local n=0 word
    for word; do
        [ $((n++ % 2)) = $((${TEST_RUN:-1} - 1)) ] && echo "$word"
    done
}

# Does this machine let us make namespaces?  Some tests are about them.
need_namespaces() {
    if [ "$(id -u)" = 0 ]; then
        unshare --ipc --pid --fork true 2>/dev/null
    else
        unshare --user --map-root-user --ipc --pid --fork true 2>/dev/null
    fi || skip "this host lets us make no namespaces"
}

# ids shm|sem: the ids of all System V objects, as the kernel has them.
ids() {
    awk 'NR > 1 { print $2 }' "/proc/sysvipc/$1" | sort
}

# processes WORD: pids of processes that have WORD on their command line.
processes() {
    local file pid
    for file in /proc/[0-9]*/cmdline; do
        pid=${file#/proc/}
        pid=${pid%/cmdline}
        [ "$pid" != "$BASHPID" ] || continue
        if tr '\0' ' ' 2>/dev/null <"$file" | grep -qF -e "$1"; then
            echo "$pid"
        fi
    done
}

# eventually COMMAND...: until it succeeds, for at most 10 s.
eventually() {
    local end=$((SECONDS + 10))
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
    done
}
