#!/usr/bin/env bats
# What scripts/test.sh does with a suite, on small suites of our own.

bats_require_minimum_version 1.8.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    # A name that has to be quoted.
    tree="$BATS_TEST_TMPDIR/a \$tree"
    mkdir -p "$tree/scripts" "$tree/tests/suite" "$BATS_TEST_TMPDIR/tmp"
    cp "$root"/scripts/{test,need,lib}.sh "$tree/scripts"
    printf 'build:\n\t@mkdir -p build && id -u >build/uid\n' >"$tree/Makefile"
    suite good <<'END'
TEST "good" { true; }
TEST "it was built by who runs it" { [ "$(cat build/uid)" = "$(id -u)" ]; }
END
    # The bats inside must not take itself for a part of the one outside, whose
    # own programs are on PATH.
    path=$(printf '%s' "$PATH" | tr : '\n' | grep -vxF "$BATS_LIBEXEC" |
        tr '\n' :)
    me=$(id -u)
}

teardown() {
    # Root's test.sh had a namespace of its own: there they went with it, and
    # here the same numbers are somebody else's.
    if [ -e "$BATS_TEST_TMPDIR/ids" ] \
        && [ "$(cat "$BATS_TEST_TMPDIR/ids.of")" = "$(readlink /proc/self/ns/ipc)" ]; then
        sh "$BATS_TEST_TMPDIR/ids" || :
    fi
}

# suite NAME - a suite from stdin.  TEST at the start of a line is @test there:
# the bats that reads this file would take it for its own.
suite() {
    sed 's/^TEST /@test /' >"$tree/tests/suite/$1.bats"
}

test_sh() {
    env -i NEED_INSTALL=no PATH="$path" HOME="$BATS_TEST_TMPDIR" \
        TMPDIR="$BATS_TEST_TMPDIR/tmp" IDS="$BATS_TEST_TMPDIR/ids" \
        "$tree/scripts/test.sh" "$@" </dev/null
}

only_root() {
    [ "$me" -eq 0 ] || skip 'only root becomes somebody else'
    setpriv --reuid=65534 --regid=65534 --clear-groups true \
        || skip 'this root cannot'
}

@test "one run, said who and where, and bats' own summary as the last line" {
    run -0 test_sh --here
    [ "${lines[0]}" = "test.sh: the run: as uid $me, in $tree" ]
    [[ $output == *$'\n ✓ good\n'* ]]
    [ "${lines[-1]}" = '2 tests, 0 failures' ]
}

@test "a test that fails is exit 1, told after the summary, without escapes" {
    suite bad <<<'@test "bad" { false; }'
    run -1 test_sh --here
    [[ $output == *$'\n ✗ bad\n'*$'\n3 tests, 1 failure\n'* ]]
    [ "${lines[-1]}" = \
        'test.sh: the run: expected every test to pass; see above' ]
    [[ $output != *$'\033'* ]]
}

@test "what a test has come to is shown before the next one ends" {
    suite good <<'END'
TEST "first" { true; }
TEST "second" { read -r _ <"$HOME/go"; }
END
    mkfifo "$BATS_TEST_TMPDIR/go" "$BATS_TEST_TMPDIR/out"
    test_sh --here >"$BATS_TEST_TMPDIR/out" 3>&- &
    exec 9<"$BATS_TEST_TMPDIR/out"
    shown=
    until [ "$shown" = '✓ first' ]; do
        read -r -t 60 shown <&9 || break
    done
    echo >"$BATS_TEST_TMPDIR/go"
    cat <&9
    wait "$!"
    [ "$shown" = '✓ first' ]
}

# bats test_tags=once-1
@test "arguments go to bats" {
    run -0 test_sh --here --filter '^good$'
    [ "${lines[-1]}" = '1 test, 0 failures' ]
}

# bats test_tags=once-1
@test "files take the place of tests/suite/*.bats, from the root of the tree" {
    suite one <<<'@test "one" { true; }'
    cd /
    run -0 test_sh --here tests/suite/one.bats
    [ "${lines[-1]}" = '1 test, 0 failures' ]
    run -0 test_sh --here "$tree/tests/suite/one.bats"
    [ "${lines[-1]}" = '1 test, 0 failures' ]
}

# bats test_tags=once-1
@test "what bats does not understand is wrong usage: exit 2" {
    run -2 test_sh --frobnicate
    run -2 test_sh tests/suite/none.bats
    [[ $output == *'test.sh: expected arguments that bats can take'* ]]
}

# bats test_tags=once-1
@test "--help is on stdout, exit 0" {
    run -0 --separate-stderr test_sh --help
    [[ $output == *'usage: test.sh [--here]'* ]]
    [ -z "$stderr" ]
}

@test "segments, semaphores and queues left behind are exit 1, and listed" {
    suite leak <<'END'
TEST "leaks" {
    readlink /proc/self/ns/ipc >"$IDS.of"
    for kind in "-M 100" "-S 1" -Q; do
        made=$(ipcmk $kind)
        case $kind in
            -M*) letter=m ;;
            -S*) letter=s ;;
            *) letter=q ;;
        esac
        echo "ipcrm -$letter ${made##*: } # of uid $(id -u)" >>"$IDS"
    done
}
TEST "leaks as another user, too" {
    [ "$(id -u)" = 0 ] || skip
    as="setpriv --reuid=61234 --regid=61234 --clear-groups"
    made=$($as ipcmk -M 100)
    echo "$as ipcrm -m ${made##*: } # of uid 61234" >>"$IDS"
}
END
    run -1 test_sh --here
    [[ ${lines[-1]} == 'test.sh: expected the System V objects to be as'\
' before, found more: '* ]]
    while read -r line; do
        id=${line##*ipcrm }
        [[ "${lines[-1]}" == *" ${id/\# /}"[,\;]* ]]
    done <"$BATS_TEST_TMPDIR/ids"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/ids")" -ge 3 ]
}

# bats test_tags=once-1
@test "what was there before is no leak, nor is what comes and goes" {
    made=$(LC_ALL=C ipcmk -M 100)
    echo "ipcrm -m ${made##*: }" >"$BATS_TEST_TMPDIR/ids"
    readlink /proc/self/ns/ipc >"$BATS_TEST_TMPDIR/ids.of"
    suite tidy <<'END'
TEST "tidy" { made=$(ipcmk -S 1); ipcrm -s "${made##*: }"; }
END
    run -0 test_sh --here
    [ "${lines[-1]}" = '3 tests, 0 failures' ]
}

# bats test_tags=once-1
@test "a build that fails is exit 1, and no test is run" {
    printf 'build:\n\t@exit 1\n' >"$tree/Makefile"
    run -1 test_sh --here
    [[ $output == *'expected `make build` to succeed'* ]]
    [[ $output != *' ✓ '* ]]
}

# bats test_tags=once-1
@test "a tool that is missing and may not be installed is exit 3" {
    mkdir "$BATS_TEST_TMPDIR/bin"
    for tool in cc dirname env id make mktemp rm sed sh tr; do
        ln -s "$(command -v "$tool")" "$BATS_TEST_TMPDIR/bin/$tool"
    done
    run -3 env -i NEED_INSTALL=no PATH="$BATS_TEST_TMPDIR/bin" \
        "$tree/scripts/test.sh"
    [[ $output == *'need.sh: missing: bats ipcs'* ]]
}

# bats test_tags=once-1
@test "nothing is installed any more once the tests run" {
    suite need <<<'@test "forbidden" { [ "$NEED_INSTALL" = no ]; }'
    run -0 test_sh --here tests/suite/need.bats
}

# bats test_tags=once-1
@test "a bats that is too old is exit 3, before anything is built" {
    mkdir "$BATS_TEST_TMPDIR/old"
    for version in 0.4.0 1.2.1 1.7.0; do
        printf '#!/bin/sh\necho Bats %s\n' "$version" >"$BATS_TEST_TMPDIR/old/bats"
        chmod +x "$BATS_TEST_TMPDIR/old/bats"
        path="$BATS_TEST_TMPDIR/old:$path" run -3 test_sh --here
        [[ $output == "test.sh: expected bats 1.8 or newer, found Bats $version,"* ]]
        [ ! -e "$tree/build" ]
    done
}

# bats test_tags=once-1
@test "CC is the compiler of the build too" {
    printf 'CC = wrong\nbuild:\n\t@echo $(CC) >made-by\n' >"$tree/Makefile"
    run -0 env -i NEED_INSTALL=no CC="$(command -v cc)" PATH="$path" \
        "$tree/scripts/test.sh" --here -f good
    [ "$(cat "$tree/made-by")" = "$(command -v cc)" ]
}

@test "nothing stays behind in TMPDIR" {
    run -0 test_sh --here
    [ -z "$(ls -A "$BATS_TEST_TMPDIR/tmp")" ]
}

@test "an ordinary user has one run" {
    [ "$me" -ne 0 ] || skip 'root has two'
    run -0 test_sh
    [ "$(printf '%s\n' "$output" | grep -c '^test.sh: ')" -eq 1 ]
    [[ $output == "test.sh: the run: as uid $me, in "* ]]
}

@test "root's run comes after one of uid 65534, in a copy that goes away" {
    only_root
    mkdir "$tree/.git"
    suite who <<'END'
TEST "all is mine" {
    [ "$(id -u)" = "$(stat -c %u .)" ]
    [ "$(id -u)" = "$(stat -c %u tests/suite/who.bats)" ]
}
TEST "nobody has a home, and no more than a copy" {
    [ "$(id -u)" != 0 ] || skip root
    : >"$HOME/x"
    : >"$TMPDIR/x"
    [ ! -e .git ]
}
END
    run -0 test_sh
    [[ $output == 'test.sh: run 1 of 2: as uid 65534, in '* ]]
    [[ $output == *$'\n4 tests, 0 failures\ntest.sh: run 2 of 2: as uid 0, '* ]]
    [ "${lines[-1]}" = '4 tests, 0 failures, 1 skipped' ]
    copy=$(printf '%s\n' "$output" | sed -n 's/^test.sh: run 1 .* in //p')
    [ -n "$copy" ]
    [ ! -e "$copy" ]
}

# bats takes no test with a comma in its name under POSIXLY_CORRECT.
@test "neither umask nor POSIXLY_CORRECT nor the want of HOME is in its way" {
    suite odd <<<'TEST "odd, but good" { true; }'
    umask 077
    run -0 env -i NEED_INSTALL=no POSIXLY_CORRECT=1 PATH="$path" \
        TMPDIR="$BATS_TEST_TMPDIR/tmp" "$tree/scripts/test.sh" </dev/null
    [ "${lines[-1]}" = '3 tests, 0 failures' ]
}

# bats test_tags=once-1
@test "a folder for temporary files that is of no use is exit 3, and named" {
    run -3 env TMPDIR=/nowhere PATH="$path" "$tree/scripts/test.sh" --here
    [[ $output == *'test.sh: expected room for programs in /nowhere,'* ]]
}

@test "a failure of the first of root's two runs is exit 1, and told last" {
    only_root
    suite root <<<'@test "root" { [ "$(id -u)" = 0 ]; }'
    run -1 test_sh
    [ "${lines[-1]}" = \
        'test.sh: run 1 of 2: expected every test to pass; see above' ]
}

@test "started where Ctrl-C is ignored, as in the background, its tests hear it" {
    env --default-signal=INT true 2>/dev/null || skip 'this env knows no signals'
    suite good <<'END'
TEST "heard" { run sh -c 'kill -INT $$; sleep 60'; [ "$status" = 130 ]; }
END
    run -0 sh -c 'trap "" INT QUIT HUP; exec "$@"' sh env -i NEED_INSTALL=no \
        PATH="$path" HOME="$BATS_TEST_TMPDIR" TMPDIR="$BATS_TEST_TMPDIR/tmp" \
        "$tree/scripts/test.sh" --here </dev/null
    [ "${lines[-1]}" = '1 test, 0 failures' ]
}

# ended_by SIGNAL: its exit status when the whole group gets it is in $status.
ended_by() {
    env --default-signal=INT true || skip 'env(1) cannot restore signals'
    # By whom the signal ends: on a child that is not yet sleep it would be lost.
    suite good <<'END'
TEST "slow" { sh -c ': >"$HOME/started"; exec sleep 60'; }
END
    # A group of its own, as a terminal would give it.
    set -m
    test_sh_fg() {
        exec env -i --default-signal=INT NEED_INSTALL=no PATH="$path" \
            HOME="$BATS_TEST_TMPDIR" TMPDIR="$BATS_TEST_TMPDIR/tmp" \
            "$tree/scripts/test.sh" --here
    }
    test_sh_fg >"$BATS_TEST_TMPDIR/out" 2>&1 </dev/null 3>&- &
    set +m
    tries=600
    until [ -e "$BATS_TEST_TMPDIR/started" ]; do
        [ $((tries -= 1)) -gt 0 ]
        sleep 0.05
    done
    kill -s "$1" -- "-$!"
    status=0
    wait "$!" || status=$?
    # bats itself is a little slower.
    tries=600
    until [ -z "$(ls -A "$BATS_TEST_TMPDIR/tmp")" ]; do
        [ $((tries -= 1)) -gt 0 ]
        sleep 0.05
    done
}

@test "Ctrl-C: exit 130, and nothing stays behind" {
    ended_by INT
    [ "$status" -eq 130 ]
}

@test "killed with all that it runs: exit 143, and nothing stays behind" {
    ended_by TERM
    [ "$status" -eq 143 ]
}
