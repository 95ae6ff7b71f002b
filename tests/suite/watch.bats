#!/usr/bin/env bats
# scripts/watch.sh and the tool it waits with: a save is a check, whatever the
# editor does, and Ctrl-C leaves nothing.  On small labs of our own.

# bats file_tags=once-1

load helpers

# A tree with two labs, of which each test has a copy.
setup_file() {
    unset CC CFLAGS MAKEFLAGS
    tree=$BATS_FILE_TMPDIR/tree
    mkdir -p "$tree"/{labs,solutions,scripts,tests/labs,build/tools}
    cp -p "$TOP/Makefile" "$tree/"
    cp -p "$TOP"/scripts/*.sh "$tree/scripts/"
    cp -Rp "$TOP/tests/judge" "$tree/tests/"
    cp -p "$TOP/tests/labs/words.sh" "$tree/tests/labs/"
    cp -p "$TOP"/build/tools/* "$tree/build/tools/"
    cd "$tree"
    for lab in 01_one 02_two; do
        mkdir "tests/labs/$lab"
        printf 'check_says() {\n    claim 1 "it tells its name"\n%s\n}\n' \
            "    run $lab && prints '$lab\\n'" >"tests/labs/$lab/rubric.sh"
        echo 'int main(void) { return 0; }' >"labs/$lab.c"
    done
    make -s build/tools/watch build/labs/01_one build/labs/02_two
}

setup() {
    export TMPDIR=$BATS_TEST_TMPDIR/tmp NEED_INSTALL=no
    unset CC CFLAGS MAKEFLAGS
    mkdir "$TMPDIR"
    tree="$BATS_TEST_TMPDIR/a tree"
    out=$BATS_TEST_TMPDIR/out
    cp -Rp "$BATS_FILE_TMPDIR/tree" "$tree"
    cd "$tree"
}

teardown() {
    if [ -n "${pid-}" ]; then
        kill -s KILL -- "-$pid" 2>/dev/null || true
    fi
}

solution() {
    printf '#include <stdio.h>\nint main(void)\n{\n    puts("%s");\n}\n' "$1"
}

# save NAME: from standard input, in one step: never two saves.
save() {
    cat >labs/.new
    mv labs/.new "labs/$1"
}

# In a session of its own, as from a terminal: Ctrl-C goes to all in it.
in_session() {
    need_signals
    : >"$out"
    env --default-signal=INT setsid "$@" >"$out" 2>&1 3>&- </dev/null &
    pid=$!
}

# waits N: watch.sh has checked, and waits, for the Nth time.
waits() {
    [ "$(grep -c 'waiting for a save' "$out")" = "$1" ]
}

ends() {
    eventually reaped "$pid"
    status=0
    wait "$pid" || status=$?
    [ "$status" = "$1" ]
    gone() { ! alive "-$pid"; }
    eventually gone
    [ -z "$(ls -A "$TMPDIR")" ]
    pid=''
}

@test "each kind of save is a check: written, renamed over, removed, made" {
    in_session scripts/watch.sh
    eventually waits 1
    grep -q '01_one .*0/1   <- you are here' "$out"
    echo '/* written */' >>labs/02_two.c
    eventually waits 2
    grep -qE '^======== [0-9:]+  02_two.c ========$' "$out"
    echo '/* renamed over */' | cat labs/01_one.c - | save 01_one.c
    eventually waits 3
    rm labs/01_one.c
    eventually waits 4
    grep -q 'labs/01_one.c cannot be read' "$out"
    echo 'int main(void) { return 1; }' | save 01_one.c
    eventually waits 5
    [ "$(grep -c '^========' "$out")" = 4 ]
    kill -s INT -- "-$pid"
    ends 130
}

@test "it moves on to the next lab, says so, congratulates once, and ends" {
    in_session scripts/watch.sh
    eventually waits 1
    solution 01_one >labs/01_one.c
    eventually grep -q '^01_one is done.  On to 02_two.$' "$out"
    eventually grep -q '02_two .*0/1   <- you are here' "$out"
    solution 02_two >labs/02_two.c
    ends 0
    [ "$(grep -c 'All 2 labs are done' "$out")" = 1 ]
    [ "$(grep -c 'Well done' "$out")" = 1 ]
}

@test "with LAB it ends when that lab is done" {
    in_session scripts/watch.sh 2
    eventually waits 1
    solution 02_two >labs/02_two.c
    ends 0
}

@test "half a file is told as what does not compile, and the rest is waited for" {
    in_session scripts/watch.sh
    eventually waits 1
    solution 01_one | head -c 40 | save 01_one.c
    eventually waits 2
    grep -q 'labs/01_one.c does not compile' "$out"
    # The shell empties the file before it fills it: that may be a save, too.
    solution 01_one >labs/01_one.c
    eventually grep -q '^01_one is done' "$out"
    kill -s INT -- "-$pid"
    ends 130
}

@test "a folder that goes and comes back, as with git, is watched on" {
    in_session scripts/watch.sh
    eventually waits 1
    mv labs aside
    eventually waits 2
    mv aside labs
    eventually waits 3
    solution 01_one | save 01_one.c
    eventually waits 4
    grep -q '^01_one is done' "$out"
    kill -s INT -- "-$pid"
    ends 130
}

@test "what is saved while a check runs is not missed" {
    # This compiler reads the source, and lets us save before it comes back.
    slow=$BATS_TEST_TMPDIR/slow
    mkfifo "$BATS_TEST_TMPDIR/go"
    cat >"$slow" <<END
#!/bin/sh
cc "\$@"
: >"$BATS_TEST_TMPDIR/compiled"
read -r go <"$BATS_TEST_TMPDIR/go"
END
    chmod +x "$slow"
    compiled() { eventually test -e "$BATS_TEST_TMPDIR/compiled"; }
    go_on() { rm "$BATS_TEST_TMPDIR/compiled" && echo >"$BATS_TEST_TMPDIR/go"; }
    in_session env CC="$slow" scripts/watch.sh 1
    compiled
    go_on
    eventually waits 1
    echo 'int main(void) { return 1; }' | save 01_one.c
    compiled
    solution 01_one | save 01_one.c
    go_on
    # It is not right yet; and then it is, with no save any more.
    eventually waits 2
    compiled
    go_on
    ends 0
}

@test "SIGTERM to it alone ends it at once, and what it started" {
    in_session scripts/watch.sh
    eventually waits 1
    kill -s TERM "$pid"
    ends 143
}

@test "Ctrl-C while it checks: exit 130, nothing left" {
    slow=$BATS_TEST_TMPDIR/slow
    mkfifo "$BATS_TEST_TMPDIR/go"
    printf '#!/bin/sh\n: >"%s/started.$$"\nexec cat "%s/go"\n' \
        "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR" >"$slow"
    chmod +x "$slow"
    in_session env CC="$slow" scripts/watch.sh
    # Both: make takes a Ctrl-C for one that it is just about to start.
    both() { [ "$(find "$BATS_TEST_TMPDIR" -name 'started.*' | wc -l)" = 2 ]; }
    eventually both
    kill -s INT -- "-$pid"
    ends 130
}

@test "make watch is the same, and all done at the start ends at once" {
    for lab in 01_one 02_two; do
        solution "$lab" >"labs/$lab.c"
    done
    run -0 make watch
    [[ $output == *"All 2 labs are done"*"Well done"* ]]
}

@test "wrong usage is exit 2" {
    run -2 scripts/watch.sh --frobnicate
    run -2 scripts/watch.sh three
    run -2 scripts/watch.sh 9
    run -0 scripts/watch.sh --help
}

# ---- the tool ---------------------------------------------------------------

blocks() {
    grep -q '^State:.S' "/proc/$pid/status"
}

# saved COMMAND...: what the tool says of it; it has seen the folder before.
saved() {
    rm -f seen
    run -0 build/tools/watch labs 25 seen
    [ "$output" = "" ]
    "$@"
    run -0 build/tools/watch labs 25 seen
}

@test "the tool names what was written, made, moved and removed" {
    for change in 'echo >>labs/01_one.c' 'echo >labs/03_new.c' \
        'mv labs/03_new.c labs/04_old.c' 'rm labs/04_old.c' \
        'touch labs/02_two.c' 'cp labs/02_two.c x && mv x labs/02_two.c'; do
        saved eval "$change"
        [[ $change == *"labs/$output"* && $output == *.c ]]
    done
}

@test "it waits until then, and once for all that an editor does" {
    in_session build/tools/watch labs 100
    eventually blocks
    run -0 ls -l "/proc/$pid/fd"
    [[ $output == *inotify* ]]
    # What editors keep for themselves is nothing.
    touch labs/.01_one.c.swp labs/.#01_one.c labs/01_one.c~ labs/x
    mv labs/01_one.c labs/01_one.c~
    echo >labs/01_one.c
    rm labs/01_one.c~
    ends 0
    [ "$(cat "$out")" = 01_one.c ]
}

@test "what the folder was before counts, not when the tool was started" {
    saved true 2>/dev/null &
    first=$!
    eventually test -s seen
    echo >>labs/02_two.c
    wait "$first"
    in_session build/tools/watch labs 25 seen
    echo >>labs/01_one.c
    ends 0
    [ "$(cat "$out")" = 01_one.c ]
}

@test "without inotify it looks for itself" {
    need_namespaces
    # shellcheck disable=SC2016
    in_session unshare --user --map-root-user sh -c '
        echo 0 >/proc/sys/user/max_inotify_instances && exec "$@"' sh \
        build/tools/watch labs 25
    works() { [ "$(readlink "/proc/$pid/exe")" = "$tree/build/tools/watch" ]; }
    eventually works
    eventually blocks
    run -0 ls -l "/proc/$pid/fd"
    [[ $output != *inotify* ]]
    echo >>labs/02_two.c
    ends 0
    [ "$(cat "$out")" = 02_two.c ]
}

@test "it ends when whoever started it is gone" {
    mkfifo go
    sh -c 'build/tools/watch labs & echo $! >tool; read -r line <go' \
        >/dev/null 2>&1 3>&- &
    eventually test -s tool
    pid=$(cat tool)
    eventually blocks
    echo >go
    gone() { ! alive "$pid"; }
    eventually gone
    pid=''
}

@test "its wrong usage is exit 2" {
    run -2 build/tools/watch
    run -2 build/tools/watch labs x
    run -2 build/tools/watch labs -1
    run -2 build/tools/watch labs 1 2 3
    run -2 build/tools/watch -h
}

@test "it compiles without a warning with gcc, clang and musl" {
    for cc in gcc clang musl-gcc; do
        command -v "$cc" >/dev/null || continue
        "$cc" -O2 -Wall -Wextra -Wpedantic -Wconversion -Werror -o x \
            tests/judge/watch.c
    done
}
