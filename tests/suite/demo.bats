#!/usr/bin/env bats
# What scripts/demo.sh shows, what it refuses to say, and that it leaves nothing
# behind, whatever becomes of it.

# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2154

load helpers

# Several tests read one run of the whole tour.
setup_file() {
    "$TOP/scripts/demo.sh" 1 >/dev/null 2>&1 3>&- || : # builds
    "$TOP/scripts/demo.sh" >"$BATS_FILE_TMPDIR/out" \
        2>"$BATS_FILE_TMPDIR/err" 3>&- || echo "$?" >"$BATS_FILE_TMPDIR/failed"
}

tour() {
    if [ -e "$BATS_FILE_TMPDIR/failed" ]; then
        cat "$BATS_FILE_TMPDIR"/{out,err,failed}
        return 1
    fi
    output=$(cat "$BATS_FILE_TMPDIR/out")
}

setup() {
    demo=$TOP/scripts/demo.sh
    export TMPDIR=$BATS_TEST_TMPDIR/tmp LC_ALL=C
    unset NO_COLOR LAB STEP
    mkdir "$TMPDIR"
}

# The lines of $output that hold TEXT.
count() {
    grep -cF -e "$1" <<<"$output" || :
}

# A tree of our own, in which a program or a right can be changed.
copy_tree() {
    tree=$BATS_TEST_TMPDIR/tree
    mkdir -p "$tree/build" "$tree/tests"
    cp -R "$TOP/Makefile" "$TOP/scripts" "$TOP/solutions" "$tree/"
    cp -R "$TOP/tests/labs" "$tree/tests/"
    cp -R "$SOLUTIONS" "$tree/build/"
    touch "$tree"/build/solutions/*
    demo=$tree/scripts/demo.sh
}

# replace NAME <<'EOF' - put a shell script in place of a finished program.  The
# real one is "$real".
replace() {
    local file=$tree/build/solutions/$1
    rm "$file"
    { printf '#!/bin/sh\nreal="%s"\n' "$SOLUTIONS/$1" && cat; } >"$file"
    chmod +x "$file"
}

# in_private COMMAND... - in an IPC namespace of its own, where that is allowed:
# all that is left there is ours.
in_private() {
    if unshare --ipc true 2>/dev/null; then
        unshare --ipc "$@"
    elif unshare --user --map-root-user --ipc true 2>/dev/null; then
        unshare --user --map-root-user --ipc "$@"
    else
        "$@"
    fi
}

# The objects that we have made, as the kernel's tables have them: where no
# namespace is to be had others come and go beside them.
objects() {
    awk -v me="$(id -u)" '
        FNR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
        FNR > 1 && $column["cuid"] == me { print FILENAME, $2 }
    ' /proc/sysvipc/shm /proc/sysvipc/sem
}

# What a demo can leave: rows of the kernel's tables, its folder, processes.
# (Run by bash -c, therefore with all it needs in the environment.)
leftovers() {
    objects | diff "$OUT/before" - | grep '^[<>]'
    ls -A "$TMPDIR"
    grep -lsF "$TMPDIR/" /proc/[0-9]*/cmdline
    # shellcheck disable=SC2010 # no such name has a line feed
    ls -l /proc/[0-9]*/cwd 2>/dev/null | grep -F " -> $TMPDIR/"
    true
}

# Stop a demo at the moment when it shows TEXT, with UNTIL_SET when it also has
# a semaphore set.  It gets its own process group, as on a terminal; its stdin
# stays open.  Prints its exit status, what is left when it has ended, and
# `free` when nobody holds its stdout any longer.
stop_at() {
    local signal=$1 whom=$2 text=$3 line status=0
    shift 3
    objects >"$OUT/before"
    set -m
    mkfifo "$OUT/in" "$OUT/out"
    exec 8<>"$OUT/in"
    if [ "$whom" = group ]; then whom=-; else whom=; fi
    reset=() # SIGINT may be ignored here, and so for the demo
    ! env --default-signal=INT true || reset=(env --default-signal=INT)
    "${reset[@]}" "$DEMO" "$@" <"$OUT/in" >"$OUT/out" 2>"$OUT/err" 8>&- &
    local pid=$!
    exec 9<"$OUT/out"
    while IFS= read -r line <&9; do
        [[ $line != *"$text"* ]] || break
    done
    [[ $line == *"$text"* ]] || echo "it never said $text"
    if [ "${UNTIL_SET:-}" ]; then
        SECONDS=0
        until objects | diff "$OUT/before" - | grep -q '^> /proc/sysvipc/sem'; do
            [ "$SECONDS" -lt 60 ] || break
        done
        [ "$SECONDS" -lt 60 ] || echo "it never made a set"
    fi
    kill "-$signal" -- "$whom$pid"
    wait "$pid" || status=$?
    echo "status $status"
    # Only after kill -9 may it take a moment.
    if [ "$signal" = KILL ]; then
        SECONDS=0
        while [ "$SECONDS" -lt 60 ] && [ -n "$(leftovers)" ]; do :; done
    fi
    leftovers
    cat <&9 >/dev/null
    echo free
}

# stopped SIGNAL group|alone STATUS: at many different moments, LAB:TEXT.
stopped() {
    local signal=$1 whom=$2 want=$3 moment moments
    export -f stop_at leftovers objects
    export DEMO=$demo OUT
    mapfile -t moments < <(share '1:$ 01_ftok letter' \
        '2:$ 02_shmget -c -s 100' '3:04_read_detach -k' '3: nattch 2' \
        '5:state=dest' '6:locked=yes' '7:-s sem')
    for moment in "${moments[@]}"; do
        OUT=$(mktemp -d "$BATS_TEST_TMPDIR/at.XXXXXX")
        echo "# at: $moment"
        run -0 --separate-stderr in_private timeout 200 \
            bash -c 'stop_at "$@"' bash "$signal" "$whom" "${moment#*:}" \
            "${moment%%:*}"
        echo "$output"
        [ "$output" = "status $want
free" ]
    done
}

@test "the whole tour shows every program, and all it says holds" {
    tour
    cat "$BATS_FILE_TMPDIR/err"
    [ ! -s "$BATS_FILE_TMPDIR/err" ]
    for file in "$TOP"/solutions/*.c; do
        [ "$(count "$ $(basename "$file" .c) ")" -gt 0 ]
        [ "$(count "$(basename "$file" .c)")" -gt 1 ]
    done
    [ "$(count 'NOT SO HERE')" = 0 ]
    [ "$(count ' => That is all.')" = 1 ]
}

# bats test_tags=once-1
@test "no line is wider than 80 columns" {
    tour
    [ "$(awk 'length > 80' <<<"$output")" = "" ]
}

# bats test_tags=once-1
@test "a lab that is asked for is shown alone" {
    run -0 "$demo" 05
    [ "$(grep '^====' <<<"$output")" = \
        '==== 05_ipc_rmid: removal has two phases ====' ]
    run -0 "$demo" 7 01_ftok
    [ "$(grep -o '^==== [0-9a-z_]*' <<<"$output")" = "==== 07_race_demo
==== 01_ftok" ]
}

# bats test_tags=once-1
@test "a lab has three names" {
    for name in 1 01 01_ftok; do
        run -0 "$demo" "$name"
        [ "$(grep -o '^==== [0-9a-z_]*' <<<"$output")" = '==== 01_ftok' ]
    done
    for name in 3 04_read_detach; do
        run -0 "$demo" "$name"
        [ "$(grep -c '^====' <<<"$output")" = 1 ]
        [ "$(count 'two processes, one segment')" = 1 ]
    done
}

# bats test_tags=once-1
@test "labs 03 and 04 are one tour, shown once" {
    run -0 "$demo" 03 04
    [ "$(grep -c '^====' <<<"$output")" = 1 ]
}

# bats test_tags=once-1
@test "anything else is wrong usage, and nothing is shown" {
    for name in 0 8 00 08 001 1x -1 '' ' ' 01_ 01_shmget 05_ipc --stepp -x; do
        run -2 --separate-stderr "$demo" 01 "$name"
        [ "$output" = "" ]
        [ "${stderr_lines[0]}" = \
            "demo.sh: expected a lab such as 03, found '$name'" ]
        [ "${stderr_lines[1]}" = 'usage: scripts/demo.sh [--step] [LAB...]' ]
    done
}

# bats test_tags=once-1
@test "--help is the usage and the exit statuses, on stdout" {
    for option in -h --help; do
        run -0 --separate-stderr "$demo" "$option"
        [ "$stderr" = "" ]
        [ "$(count 'usage: scripts/demo.sh [--step] [LAB...]')" = 1 ]
        [ "$(count 'exit status: 0 shown')" = 1 ]
    done
}

# bats test_tags=once-1
@test "make demo takes LAB and STEP" {
    run -0 setsid -w make -s -C "$TOP" demo LAB=01 STEP=1 </dev/null
    [ "$(grep -c '^====' <<<"$output")" = 1 ]
    [ "$(count '[Enter]')" = 1 ]
}

# bats test_tags=once-1
@test "the picture has the addresses that the programs have in /proc" {
    tour
    [[ $output =~ writer\ ([0-9]+)\ +segment\ ([0-9]+)\ +reader\ ([0-9]+) ]]
    writer=${BASH_REMATCH[1]} id=${BASH_REMATCH[2]} reader=${BASH_REMATCH[3]}
    [ "$writer" != "$reader" ]
    [[ $output =~ (0x[0-9a-f]+)\ -+\>\ [+]-+[+]\ \<-+\ (0x[0-9a-f]+) ]]
    at=${BASH_REMATCH[1]#0x} to=${BASH_REMATCH[2]#0x}

    # Each process's own line of maps, with the id as its inode.
    grep -qx "    $at-[0-9a-f]* rw-s 00000000 [0-9:]* $id /SYSV.*" <<<"$(
        grep -A1 "/proc/$writer/maps" <<<"$output"
    )"
    grep -qx "    $to-[0-9a-f]* r--s 00000000 [0-9:]* $id /SYSV.*" <<<"$(
        grep -A1 "/proc/$reader/maps" <<<"$output"
    )"

    # The writer has said the same address; key and size are those of ipcs.
    [ "$(count "address=0x$at")" = 1 ]
    [[ $output =~ key\ (0x[0-9a-f]{8})\ +512\ bytes,\ 1\ page\ +nattch\ 2 ]]
    grep -Eq "^ +${BASH_REMATCH[1]} $id +[^ ]+ +600 +512 +2$" <<<"$output"
}

# bats test_tags=once-1
@test "nattch goes 0, 1, 2, 1, 0, and then there is no segment" {
    run -0 "$demo" 4
    [ "$(awk '$1 ~ /^0xdf/ && NF == 6 { print $6 } /no segment/' \
        <<<"$output")" = "0
1
2
1
0
    (no segment $(sed -n 's/^shmid=//p;T;q' <<<"$output"))" ]
}

# bats test_tags=once-1
@test "the picture stays aligned with short and with long names" {
    # The functions that draw it, without the tour around them.
    eval "$(sed -n '/^put()/,/^}/p; /^centre()/,/^# ---- the labs/p' "$demo")"
    bold='' plain='' i_text='how are you' k_key=0x53010a2b k_size=512
    i_pages='1 page' k_nattch=2
    for id in 0 2147483647; do
        for w_pid in 7 4194304; do
            for r_from in 0x1000 0x7f9b0c6d1000 0x7f9b0c6d10001000; do
                r_pid=4194303 w_from=0x7f2ac1a3e000
                run -0 picture
                # All that belongs to the box begins in one column.
                [ "$(grep -o '^.*+---' <<<"$output" | awk '{print length}' |
                    sort -u | wc -l)" = 1 ]
                box=$(sed -n 's/^\(.*\)+---.*/\1/p' <<<"$output" | tail -n 1)
                [ "$(sed -n "s/^\(.*\)segment $id .*/\1/p" <<<"$output" |
                    wc -L)" = ${#box} ]
                [ "$(sed -n 's/^\(.*\)| how are you.*/\1/p' <<<"$output" |
                    wc -L)" = ${#box} ]
                [ "$(wc -L <<<"$output")" -le 80 ]
            done
        done
    done
}

# bats test_tags=once-1
@test "what does not hold is not said: exit 1, and what was seen instead" {
    copy_tree
    replace 04_read_detach <<'END'
"$real" "$@" | sed -u 's/are you/is she/'
END
    run -1 --separate-stderr "$demo" 3
    [ "$(count "NOT SO HERE: the text: 'how is she' is not = ")" = 2 ]
    [ "$(count '=> The reader came to id')" = 0 ]
    [ "$stderr" = "demo.sh: not as the tour says: 2 of its sentences" ]
}

# bats test_tags=once-1
@test "an address that the kernel does not know is noticed" {
    copy_tree
    replace 03_attach_write <<'END'
"$real" "$@" | sed -u 's/^address=.*/address=0x1000/'
END
    run -1 "$demo" 3
    [ "$(count 'NOT SO HERE: ')" -gt 0 ]
}

@test "a removal that removes nothing is noticed, and made up for" {
    copy_tree
    replace 05_ipc_rmid <<'END'
printf 'uid=0\nmode=0600\nbytes=512\nnattch=0\nstate=gone\n'
END
    run -1 --separate-stderr in_private \
        bash -c '"$0" 3; s=$?; ipcs -m; exit $s' "$demo"
    [ "$(count "NOT SO HERE: nattch: '0' is not = 'none'")" = 1 ]
    id=$(sed -n 's/^shmid=//p' <<<"$output" | head -n 1)
    [ "$(grep -c "^0x[0-9a-f]* $id " <<<"$output")" = 0 ]
}

# bats test_tags=once-1
@test "programs that say nothing, or fail, are all noticed: exit 1" {
    copy_tree
    for program in 02_shmget 03_attach_write 04_read_detach 05_ipc_rmid \
        06_shm_lock 07_race_demo; do
        # Half of them say nothing and succeed, the other half fail.
        replace "$program" <<<"exit $((${program:1:1} % 2))"
        run -1 --separate-stderr in_private "$demo" "$program"
        [[ $stderr == *'not as the tour says: '*' of its sentences' ]]
        [ -z "$(ls -A "$TMPDIR")" ]
        cp "$SOLUTIONS/$program" "$tree/build/solutions/"
    done
}

# bats test_tags=once-1
@test "a race that leaves its segment is noticed" {
    copy_tree
    replace 07_race_demo <<'END'
exec "${real%/*}/02_shmget" -p
END
    run -1 in_private "$demo" 7
    [ "$(count "what it left: '")" = 3 ]
    while read -r id; do
        "$SOLUTIONS/05_ipc_rmid" "$id" || : # (no namespace here)
    done < <(sed -n 's/^shmid=//p' <<<"$output")
}

@test "a segment that cannot be made is exit 3 for a limit, else a lab is left" {
    copy_tree
    for reason in 'No space left on device' 'Operation not permitted'; do
        replace 02_shmget <<END
[ "\$1" = -c ] || exec "\$real" "\$@"
echo '02_shmget: shmget: $reason' >&2
exit 1
END
        run "$demo" 3 5
        if [ "$reason" = 'Operation not permitted' ]; then
            [ "$status" = 1 ]
            [ "$(count 'NOT SO HERE')" = 2 ]
            [ "$(count 03_attach_write)" = 1 ]
        else
            [ "$status" = 3 ]
            [[ ${lines[-1]} == "demo.sh: expected room in the kernel's tables, found: 02_shmget"* ]]
        fi
    done
}

# bats test_tags=once-1
@test "a program that dies is no reason to hang" {
    copy_tree
    replace 04_read_detach <<'END'
kill -SEGV $$
END
    run -1 timeout 100 "$demo" 3
    [ "$(count 'NOT SO HERE')" -gt 0 ]
}

# bats test_tags=once-1
@test "no escape codes where stdout is no terminal" {
    run -0 env TERM=xterm "$demo" 1 2
    [ "$(count $'\033')" = 0 ]
}

# bats test_tags=once-1
@test "colour on a terminal, but not with NO_COLOR or a dumb one" {
    need_terminal
    on_terminal() {
        run -0 env "$@" script -qec "'$demo' 1" /dev/null </dev/null
        [ "$(count '$ 01_ftok letter 83')" = 2 ]
    }
    on_terminal TERM=xterm
    [ "$(count $'\033[1m$ 01_ftok letter 83\033[0m')" = 2 ]
    on_terminal TERM=xterm NO_COLOR=1
    [ "$(count $'\033')" = 0 ]
    on_terminal TERM=dumb
    [ "$(count $'\033')" = 0 ]
    on_terminal -u TERM
    [ "$(count $'\033')" = 0 ]
}

# bats test_tags=once-1
@test "--step takes one Enter a step, and goes on at end of file" {
    run -0 setsid -w "$demo" --step 1 <<<$'\n'
    # 4 steps; two Enters, and the end of file at the third.
    [ "$(count ' => ')" = 5 ]
    [ "$(count '[Enter]')" = 3 ]
    run -0 setsid -w "$demo" --step 1 < <(yes '')
    [ "$(count '[Enter]')" = 4 ]
    run -0 setsid -w bash -c '"$0" --step 1 <&-' "$demo"
    [ "$(count ' => ')" = 5 ]
}

# bats test_tags=once-1
@test "--step asks the terminal, not stdin" {
    need_terminal
    run -0 script -qec "'$demo' --step 1 </dev/null" /dev/null <<<$'\n\n\n\n'
    [ "$(count '[Enter]')" = 4 ]
}

# bats test_tags=once-1
@test "--step waits: a Ctrl-C while it does leaves nothing" {
    export -f stop_at leftovers objects
    export DEMO=$demo OUT=$BATS_TEST_TMPDIR
    run -0 --separate-stderr in_private timeout 200 setsid -w \
        bash -c 'stop_at "$@"' bash INT group '[Enter]' --step 3
    echo "$output"
    [ "$output" = "status 130
free" ]
}

# bats test_tags=once-1
@test "an output that cannot be written is exit 1" {
    for out in '>/dev/full' '>&-'; do
        run -1 --separate-stderr bash -c '"$0" 1 '"$out" "$demo"
        [ "$stderr" = 'demo.sh: stdout: cannot write' ]
        run -1 --separate-stderr bash -c '"$0" --help '"$out" "$demo"
        [ "$stderr" = 'demo.sh: stdout: cannot write' ]
    done
    [ -z "$(ls -A "$TMPDIR")" ]
}

# bats test_tags=once-1
@test "a reader that has seen enough ends the tour quietly" {
    run -0 --separate-stderr bash -c \
        '"$0" | head -n 3; echo "${PIPESTATUS[0]}"' "$demo"
    [ "${lines[-1]}" = 141 ]
    [ "$stderr" = "" ]
    [ -z "$(ls -A "$TMPDIR")" ]
}

# bats test_tags=once-1
@test "TMPDIR may be relative, and have spaces" {
    mkdir "$TMPDIR/a b"
    cd "$TMPDIR"
    TMPDIR='a b' run -0 "$demo" 3
    [ -z "$(ls -A "$TMPDIR/a b")" ]
}

@test "the tree may be read-only, and have spaces in its name" {
    copy_tree
    mv "$tree" "$tree 2"
    chmod -R a-w "$tree 2"
    run -0 "$tree 2/scripts/demo.sh" 1 3
    chmod -R u+w "$tree 2"
}

# bats test_tags=once-1
@test "what is not built is built" {
    copy_tree
    rm -r "$tree/build"
    run -0 --separate-stderr "$demo" 1
    [ "$stderr" = 'demo.sh: compiling what is missing' ]
}

# bats test_tags=once-1
@test "two that begin in a fresh tree at once both build and both show" {
    copy_tree
    rm -r "$tree/build"
    "$demo" 1 3>&- >"$TMPDIR.1" 2>&1 &
    run -0 "$demo" 1
    wait "$!"
}

# bats test_tags=once-1
@test "a program that cannot be built is exit 3" {
    copy_tree
    rm "$tree/build/solutions/01_ftok"
    echo 'no C' >"$tree/solutions/01_ftok.c"
    run -3 --separate-stderr "$demo" 1
    [ "${stderr_lines[-1]}" = \
        'demo.sh: expected make to build what is missing, found the above' ]
    [ "$output" = "" ]
}

# bats test_tags=once-1
@test "what need.sh cannot provide is exit 3" {
    copy_tree
    printf '#!/bin/sh\necho "$*" >&2\nexit 3\n' >"$tree/scripts/need.sh"
    run -3 --separate-stderr "$demo" 1
    [ "$stderr" = ipcs ]
    [ "$output" = "" ]
}

# bats test_tags=once-1
@test "with no room in ulimit -l the tour shows the refusal" {
    run -0 bash -c 'ulimit -l 0 && "$0" 6' "$demo"
    [ "$(grep -c 'SHM_LOCK: \|bypasses the' <<<"$output")" -gt 0 ]
}

# bats test_tags=once-1
@test "every shell shows the same tour" {
    for shell in dash 'busybox sh' bash ksh; do
        command -v "${shell%% *}" >/dev/null || continue
        # shellcheck disable=SC2086 # two words
        run -0 --separate-stderr $shell "$demo" 1 3 7
        echo "$shell: $stderr"
        [ "$stderr" = "" ]
        [ "$(count ' => That is all.')" = 1 ]
        [ -z "$(ls -A "$TMPDIR")" ]
    done
}

# bats test_tags=once-2
@test "two at once do not disturb each other, nor other people's segments" {
    both() {
        ipcmk -M 100 -p 600
        ipcs -m >"$TMPDIR/before"
        "$DEMO" >"$TMPDIR/1" &
        "$DEMO" >"$TMPDIR/2" && wait "$!" || echo failed
        ipcs -m | diff "$TMPDIR/before" -
        ipcrm -m "$(sed -n 's/^0x[^ ]* *\([0-9]*\) .*/\1/p' "$TMPDIR/before")"
        sed -n 's/^shmid=//p' "$TMPDIR/1" | sort -u >"$TMPDIR/ids1"
        sed -n 's/^shmid=//p' "$TMPDIR/2" | sort -u >"$TMPDIR/ids2"
        echo "in both: $(comm -12 "$TMPDIR/ids1" "$TMPDIR/ids2")"
        wc -l <"$TMPDIR/ids1"
    }
    export -f both
    need_namespaces
    DEMO=$demo run -0 in_private bash -c both
    echo "$output"
    [ "${lines[1]}" = 'in both: ' ]
    [ "${lines[2]}" = 5 ]
}

# bats test_tags=once-1
@test "a file whose key is taken already is not used" {
    # Before the demo looks, somebody makes a segment with its key.
    copy_tree
    replace 01_ftok <<'END'
[ "$1" != desk ] || [ -e "$TMPDIR/other" ] ||
    "${real%/*}/02_shmget" -c -s 100 desk 83 >"$TMPDIR/other"
exec "$real" "$@"
END
    run -0 in_private bash -c '"$0" 2 && ipcs -m' "$demo"
    id=$(sed -n 's/^shmid=//p' "$TMPDIR/other")
    [ "$(grep -c "^0x[0-9a-f]* *$id .* 100 " <<<"$output")" = 1 ]
    "$SOLUTIONS/05_ipc_rmid" "$id" || :
}

# bats test_tags=once-1
@test "a segment that has our key, and is not ours, survives" {
    # The same in the instant between the demo's look and its shmget.
    copy_tree
    replace 02_shmget <<'END'
[ -e "$TMPDIR/other" ] || "$real" -c -s 100 desk 83 >"$TMPDIR/other"
exec "$real" "$@"
END
    run -1 in_private bash -c '"$0" 2; s=$?; ipcs -m; exit $s' "$demo"
    id=$(sed -n 's/^shmid=//p' "$TMPDIR/other")
    [ "$(grep -c "^0x[0-9a-f]* *$id .* 100 " <<<"$output")" = 1 ]
    [ "$(count "$id is somebody else's")" = 1 ]
    "$SOLUTIONS/05_ipc_rmid" "$id" || :
}

@test "Ctrl-C at any moment: exit 130, and nothing is left" {
    stopped INT group 130
}

# bats test_tags=once-2
@test "SIGTERM at any moment: exit 143, and nothing is left" {
    stopped TERM alone 143
}

# bats test_tags=once-1
@test "SIGHUP at any moment: exit 129, and nothing is left" {
    stopped HUP group 129
}

# bats test_tags=once-1
@test "a signal while the janitor starts: nobody waits for what is gone" {
    command -v setsid >/dev/null || skip "no setsid"
    copy_tree
    mkdir "$tree/bin"
    cat >"$tree/bin/setsid" <<EOF
#!/bin/sh
'$(command -v setsid)' "\$@"
kill -TERM \$PPID
EOF
    # Each pause between two looks is noted that finds no janitor any more.
    cat >"$tree/bin/sleep" <<EOF
#!/bin/sh
grep -qsF "\$TMPDIR/" /proc/[0-9]*/cmdline || echo gone >>'$tree/pauses'
exec '$(command -v sleep)' "\$@"
EOF
    chmod +x "$tree/bin/"*
    PATH=$tree/bin:$PATH run -143 "$demo" 1
    echo "$output"
    [ "$output" = "" ]
    [ -z "$(ls -A "$TMPDIR")" ]
    # It may go between a look and the pause: once for the folder, once for it.
    [ ! -e "$tree/pauses" ] || [ "$(wc -l <"$tree/pauses")" -le 2 ]
}

@test "kill -9 at any moment: nothing is left a moment later" {
    stopped KILL alone 137
}

@test "kill -9 of all its processes but the janitor: nothing is left" {
    stopped KILL group 137
}

@test "kill -9 while 07 has a semaphore set: the set goes, too" {
    command -v setsid >/dev/null || skip "no setsid"
    copy_tree
    replace 07_race_demo <<'EOF'
case $2 in sem) set -- "$@" -w 1 -n 1000000 ;; esac
exec "$real" "$@"
EOF
    OUT=$(mktemp -d "$BATS_TEST_TMPDIR/at.XXXXXX")
    export -f stop_at leftovers objects
    export DEMO=$demo OUT UNTIL_SET=yes
    run -0 --separate-stderr in_private timeout 200 \
        bash -c 'stop_at KILL group "-s sem" 7'
    echo "$output"
    [ "$output" = "status 137
free" ]
}
