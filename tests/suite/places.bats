#!/usr/bin/env bats
# The scripts on machines that are short of something: a tree that cannot be
# written, a place without room, another system, another make, no /proc, a path
# full of odd characters.

load helpers

# A tree that is not built.  What it compiles was compiled before, so that it is
# there at once.
setup_file() {
    tree=$BATS_FILE_TMPDIR/tree
    mkdir -p "$tree/tests"
    cp -Rp "$TOP"/{Makefile,labs,scripts,solutions} "$tree/"
    cp -Rp "$TOP"/tests/{judge,labs,claims} "$tree/tests/"
    cp "$tree/solutions/02_shmget.c" "$tree/labs/"
    make -s -C "$TOP" build build/tools/watch
    cp -Rp "$SOLUTIONS" "$tree/given"
    # Whoever runs the rest, and the judge's other users, get there.
    chmod 755 "$BATS_FILE_TMPDIR"
    cat >"$BATS_FILE_TMPDIR/cc" <<END
#!/bin/sh
case \$* in
    */labs/0*) exec cc "\$@" ;;
    -print*) exit ;;
esac
while [ "\$1" != -o ]; do
    shift
done
echo "\$2" >>"\$TMPDIR.log"
cp "$TOP/build/\${2#build/}" "\$2" 2>/dev/null || : >"\$2"
END
    chmod 755 "$BATS_FILE_TMPDIR/cc"
}

setup() {
    export TMPDIR=$BATS_TEST_TMPDIR/tmp NEED_INSTALL=no LC_ALL=C
    export CC="$BATS_FILE_TMPDIR/cc"
    unset CFLAGS MAKEFLAGS
    mkdir "$TMPDIR"
    tree=$BATS_FILE_TMPDIR/tree
    cd "$tree"
}

teardown() {
    chmod u+w "$BATS_FILE_TMPDIR/tree"
    [ ! -e "$BATS_FILE_TMPDIR/tree/build" ]
    [ -z "$(ls -A "$TMPDIR")" ]
}

# in_mounts COMMAND...: with mounts of its own.
in_mounts() {
    if [ "$(id -u)" = 0 ]; then
        unshare --mount true || skip "no mount namespaces"
        unshare --mount "$@"
    else
        need_user_namespaces
        unshare --user --map-root-user --mount "$@"
    fi
}

# read_only COMMAND...: with a tree that cannot be written, whoever we are.
read_only() {
    if [ "$(id -u)" = 0 ]; then
        # shellcheck disable=SC2016
        in_mounts sh -c 'mount --bind "$1" "$1" &&
            mount -o remount,ro,bind "$1" && cd "$1" && shift && exec "$@"' \
            sh "$tree" "$@"
    else
        chmod a-w "$tree"
        "$@"
    fi
}

# own_tree [NAME]: go to a tree that can be written.
own_tree() {
    tree=$BATS_TEST_TMPDIR/${1-tree}
    cp -Rp "$BATS_FILE_TMPDIR/tree" "$tree"
    cd "$tree"
}

# Every command that needs a place, in a form that takes little time.  (hint and
# diff ask check.)
commands=("demo.sh 1" "claims.sh 4.2" "judge.sh given 01" "watch.sh 2"
    "inspect.sh given/05_ipc_rmid 0" "hint.sh 1" "race.sh --workers 1 --rounds 1")

# each STATUS COMMAND...: every command by that COMMAND ends with that status (or
# 1 in place of 0), and all it says on stderr is $expected.
each() {
    local want=$1 command
    shift
    for command in "${commands[@]}"; do
        status=0
        # shellcheck disable=SC2086
        said=$("$@" sh scripts/$command 2>&1 >/dev/null </dev/null) || status=$?
        echo "$command: exit $status: $said"
        [ "$status" = "$want" ] || [ "$want$status" = 01 ]
        [ -n "$said" ]
        run ! grep -vF "$expected" <<<"$said"
    done
}

# bats test_tags=once-1
@test "in a tree that cannot be written every command works, in a temporary folder" {
    found='Read-only file system'
    [ "$(id -u)" = 0 ] || found='Permission denied'
    expected=": expected to write to $tree/build, found: $found; building in $TMPDIR/"
    each 0 read_only
    # Without it what the checks would see is less.
    grep -q 'interpose.so$' "$TMPDIR.log"
}

# no_place MOUNT-OPTIONS: TMPDIR is such a tmpfs.
no_place() {
    # shellcheck disable=SC2016
    in_mounts sh -c 'mount -t tmpfs -o "$1" none "$TMPDIR" &&
        case $1 in size=*) ! cat /dev/zero >"$TMPDIR/x" ;; esac 2>/dev/null &&
        mount --bind "$2" "$2" && mount -o remount,ro,bind "$2" && cd "$2" &&
        shift 2 && exec "$@"' sh "$1" "$tree" "${@:2}"
}

# bats test_tags=once-1
@test "a place without room is one line that names it and why, and exit 3" {
    for place in missing:'No such file or directory' file:'Not a directory'; do
        : >"$BATS_TEST_TMPDIR/file"
        expected=": expected to write to $BATS_TEST_TMPDIR/${place%%:*}, found: ${place#*:}; next: "
        TMPDIR=$BATS_TEST_TMPDIR/${place%%:*} each 3 env
    done
    expected=": expected to write to $TMPDIR, found: No space left on device; next: "
    for options in size=64k nr_inodes=1; do
        each 3 no_place "$options"
    done
    expected="found: no program may run there (noexec); next: "
    each 3 no_place noexec
    grep -F "expected to write to $tree/build (found: Read-only file system) or $TMPDIR/" <<<"$said"
}

# Enough for a look, not for a compiler.
# bats test_tags=once-1
@test "what the compiler has no room for is not blamed on the learner" {
    printf '#!/bin/sh\necho "labs/02.c:1:1: error: No space" >&2\nexit 1\n' \
        >"$BATS_TEST_TMPDIR/full"
    chmod 755 "$BATS_TEST_TMPDIR/full"
    own_tree
    mkdir build
    cp -Rp "$TOP/build/tools" build/
    # shellcheck disable=SC2016
    CC=$BATS_TEST_TMPDIR/full run -3 in_mounts sh -c \
        'mount -t tmpfs -o size=1m none "$TMPDIR" && exec sh scripts/check.sh 2'
    [[ $output == *"expected to write to $TMPDIR, found: No space left"* ]]
    [[ $output != *"does not compile"* ]]
}

# stub NAME <<'EOF' - a program that is found first.
stub() {
    mkdir -p "$BATS_TEST_TMPDIR/bin"
    { echo '#!/bin/sh' && cat; } >"$BATS_TEST_TMPDIR/bin/$1"
    chmod +x "$BATS_TEST_TMPDIR/bin/$1"
    PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

# bats test_tags=once-1
@test "on a system that is not Linux every command says so in one line, exit 3" {
    stub uname <<<'echo Darwin'
    commands+=("check.sh" "diff.sh 1" "reset.sh 1" "bench.sh" "need.sh cc")
    expected=".sh: expected Linux, found Darwin; next: a container or"
    each 3 env
    [ "$(wc -l <<<"$said")" = 1 ]
}

# bats test_tags=once-1
@test "a make that is not GNU make is told in one line, exit 3, unless gmake is" {
    own_tree
    make=$(command -v make)
    for name in make gmake; do
        stub "$name" <<<'echo "$0: illegal option" >&2; exit 2'
    done
    expected=": expected GNU make, found another one, $BATS_TEST_TMPDIR/bin/make; "
    commands=("demo.sh 1" "claims.sh 4.2")
    each 3 env
    run -3 sh scripts/check.sh 2
    [[ ${lines[-1]} == *"$expected"* ]]
    stub gmake <<<"exec '$make' \"\$@\""
    expected='compiling what is missing'
    each 0 env
    run -0 sh scripts/check.sh 2
}

# bats test_tags=once-1
@test "without the kernel's table, or without /proc, the demo goes on" {
    own_tree
    for missing in /proc/sysvipc /proc; do
        run -0 in_mounts sh -c 'mount -t tmpfs none '"$missing"' &&
            exec sh scripts/demo.sh 3 6'
        [ "$(grep -c 'This machine has no /proc/sysvipc/shm' <<<"$output")" = 1 ]
        [[ $output == *"are attached (ipcs -m):"*" 2"*" => That was the last"* ]]
        [[ $output == *" locked"*" => Unlocked by another process"* ]]
        [[ $output != *"rss"* && $output == *" => That is all."* ]]
    done
    [[ $output == *"This machine has no /proc/PID/maps"* ]]
}

# bats test_tags=once-1
@test "the tree's path may have any character" {
    # What the judge sees there is its own affair.
    own_tree $'a "b\' $HOME:\\n;%s*\né'
    expected=''
    commands=("demo.sh 1" "claims.sh 4.2" "judge.sh -l" "check.sh --tsv 1"
        "watch.sh --help" "hint.sh 1" "diff.sh --yes 1" "reset.sh --yes 1"
        "race.sh --workers 1 --rounds 1")
    for command in "${commands[@]}"; do
        status=0
        # shellcheck disable=SC2086
        "$tree"/scripts/$command >out || status=$?
        echo "$command: $status" && cat out
        [ "$status" -le 1 ]
        [ -s out ]
    done
    # The command that repeats a check is one for a shell.
    status=0
    "$tree/scripts/judge.sh" labs 01 1 -s 7 >out || status=$?
    [ "$status" = 1 ]
    run -1 sh -c "$(sed -n '/^  again/,/^$/p' out | sed '1s/^  again *//')"
}
