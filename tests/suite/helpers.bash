# What several test files need.  bats loads it with `load helpers`.
# shellcheck shell=bash disable=SC2034,SC2154

bats_require_minimum_version 1.8.0

TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
JUDGE=$TOP/build/tools/judge
SOLUTIONS=$TOP/build/solutions

# Root's judge runs programs, and the rubric's shell, as a uid that may not enter
# what bats made for root alone.
chmod a+x "$BATS_RUN_TMPDIR"

# program NAME <<'EOF' ... EOF - a program to be judged, as a shell script.
program() {
    mkdir -p "$BATS_TEST_TMPDIR/programs"
    { printf '#!/bin/sh\n' && cat; } >"$BATS_TEST_TMPDIR/programs/$1"
    chmod 755 "$BATS_TEST_TMPDIR/programs" "$BATS_TEST_TMPDIR/programs/$1"
}

# rubric <<'EOF' ... EOF - a rubric for it.
rubric() {
    mkdir -p "$BATS_TEST_TMPDIR/labs/00_test"
    install -m 644 "$TOP/tests/labs/words.sh" "$BATS_TEST_TMPDIR/labs/"
    cat >"$BATS_TEST_TMPDIR/labs/00_test/rubric.sh"
}

judge() {
    "$JUDGE" "$@" "$BATS_TEST_TMPDIR/programs" \
        "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh"
}

# When root runs test.sh, TEST_RUN is 1 for an ordinary user's run and 2 for
# root's own.  What is the same for everybody is tagged once-1 or once-2, and only
# that run has it; of many that are alike the one run takes these and the other
# those.  A run alone takes all.

# skeletons FOLDER: what labs/ is for a learner who begins.
skeletons() {
    local lab
    for lab in "$TOP"/tests/labs/[0-9]*; do
        cp "$lab/skeleton.c" "$1/${lab##*/}.c"
    done
}

# share WORD...: those that are this run's, one a line.
share() {
    local n=0 word
    for word; do
        n=$((n + 1))
        [[ ! ${TEST_RUN-} || $((n % 2 + 1)) == "$TEST_RUN" ]] || continue
        printf '%s\n' "$word"
    done
}

# untraced FUNCTION [WORD...]: call it.  Of a test bats notes each command before it
# runs, so that it can name the line that failed: that costs more than most
# commands do.  For what loops it is enough to know who called it.
untraced() {
    local -
    set +T
    "$@"
}

# Does this machine let us make namespaces?  Some tests are about them.
need_namespaces() {
    if [ "$(id -u)" = 0 ]; then
        unshare --ipc --pid --fork true 2>/dev/null
    else
        unshare --user --map-root-user --ipc --pid --fork true 2>/dev/null
    fi || skip "this host lets us make no namespaces"
}

# In a chroot, say, root can make the others, but no user namespace (unshare(2),
# EPERM): there what root's judge runs stays uid 0, and some checks are skipped.
need_user_namespaces() {
    unshare --user --map-root-user --ipc --pid --fork true 2>/dev/null ||
        skip "this host lets us make no user namespaces"
}

# Not everywhere is there a script(1) that makes a terminal, or an env(1) that
# makes Ctrl-C heard again where whoever started us ignores it.
need_terminal() {
    script -qec true /dev/null </dev/null >/dev/null 2>&1 ||
        skip "no script(1) that makes a terminal"
}
need_signals() {
    env --default-signal=INT true 2>/dev/null ||
        skip "no env(1) that restores signals"
}

# The first of the processors that we may use: in a container it need not be 0.
first_processor() {
    command -v taskset >/dev/null || skip "no taskset"
    processor=$(sed -n 's/^Cpus_allowed_list:[^0-9]*\([0-9]*\).*/\1/p' \
        /proc/self/status)
}

# ids shm|sem: the ids of our System V objects, as the kernel has them.  (In the same
# table, at the same time, the other run of test.sh has its own.)
ids() {
    awk -v me="$(id -u)" -v uid="$([ "$1" = shm ] && echo 8 || echo 5)" \
        'NR > 1 && $uid == me { print $2 }' "/proc/sysvipc/$1" | sort
}

# processes WORD: pids of processes that have WORD on their command line.
processes() {
    # The word comes by standard input, so that grep does not find itself.
    local all=(/proc/[0-9]*/cmdline)
    grep -lsaF -f - "${all[@]}" <<<"$1" | tr -dc '0-9\n' || :
}

# alive PID, alive -GROUP: it runs, or one of the group does.  One that nobody has
# buried, as below a PID 1 that does not, is dead all the same.
alive() {
    local stat
    for stat in /proc/[0-9]*/stat; do
        { read -r stat <"$stat"; } 2>/dev/null || continue
        set -- "$1" "${stat%% *}" ${stat##*) } # pid state ppid group
        [[ $3 == Z || ($1 != "$2" && $1 != "-$5") ]] || return 0
    done
    return 1
}

# eventually COMMAND...: until it succeeds, for at most a minute.
eventually() {
    untraced until_true "$@"
}
until_true() {
    local end=$((SECONDS + 60))
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
    done
}

# reaped PID: bash has seen that child of it end; `wait` tells how, at once.
reaped() {
    ! jobs -pr | grep -qx "$1"
}
