#!/usr/bin/env bats
# The judge itself: namespaces, limits, time-out, capture, clean-up, status.

load helpers

setup() {
    export TMPDIR=$BATS_TEST_TMPDIR/tmp
    mkdir -m 755 "$TMPDIR"
    chmod 777 "$BATS_TEST_TMPDIR" # programs and checks of some tests write there
}

# Whatever a test did: no folder of the judge's may be left.
teardown() {
    [ -z "$(ls -A "$BATS_TEST_TMPDIR/tmp")" ]
}

passing='check_one() {
    claim 1 "it ends well"
    run prog
    exits 0
}'

@test "a program that does as expected passes, and the exit status is 0" {
    program prog <<<'exit 0'
    rubric <<<"$passing"
    run -0 judge -v
    [[ ${lines[0]} == "00_test "*" 1 of 1" ]]
    [[ ${lines[1]} == "00.1 "*"it ends well"*" 1 of 1" ]]
}

@test "a failure tells what was done, expected and seen, why, where, and again" {
    program prog <<<'echo out; echo err >&2; exit 7'
    rubric <<'EOF'
check_one() {
    claim 3 'it ends well'
    because 'a status is an answer'
    see 'exit(3)'
    run prog 'two words'
    exits 0 1
}
EOF
    run -1 judge -s 42 -a 'say %l %c %s %% in %f'
    [[ $output == *"did       prog 'two words'"* ]]
    [[ $output == *"expected  exit 0 or 1"* ]]
    [[ $output == *"saw       exit 7"*'stdout "out\n"'*'stderr "err\n"'* ]]
    [[ $output == *"why       a status is an answer"* ]]
    [[ $output == *"read      exit(3)"* ]]
    [[ $output == *"again     say 00 1 42 % in "*"$BATS_TEST_TMPDIR/programs"* ]]
    [[ $output == *"0 of 3 points"* ]]
}

@test "each check has an IPC namespace of its own, without the host's segments" {
    need_namespaces
    program prog <<'EOF'
echo "ns=$(readlink /proc/self/ns/ipc)"
echo "rows=$(($(wc -l </proc/sysvipc/shm) - 1))"
EOF
    rubric <<'EOF'
check_one() {
    claim 1 'one'
    run prog
    fact rows 0
    fact ns
    echo "$it" >"$OUT/one"
    segment 100
}
# Ids go on from one segment to the next: 0 is the first of a namespace.  (Its
# own number may be that of one that is no more.)
check_two() {
    claim 1 'two'
    segment 100
    [ "$it" = 0 ] || fail 'the first id to be 0' "$it"
    run prog
    fact rows 1
    fact ns
    echo "$it" >"$OUT/two"
}
EOF
    mkdir -m 777 "$BATS_TEST_TMPDIR/out"
    id=$(ipcmk -M 100 | tr -dc 0-9)
    OUT=$BATS_TEST_TMPDIR/out judge || status=$?
    ipcrm -m "$id"
    [ "${status:-0}" = 0 ]
    host=$(readlink /proc/self/ns/ipc)
    one=$(cat "$BATS_TEST_TMPDIR/out/one") two=$(cat "$BATS_TEST_TMPDIR/out/two")
    [ "$one" != "$host" ]
    [ "$two" != "$host" ]
}

@test "a program is an ordinary user without capabilities, also for root" {
    need_user_namespaces
    program prog <<'EOF'
echo "uid=$(id -u)"
sed -n 's/^CapEff:[[:space:]]*/caps=/p' /proc/self/status
EOF
    rubric <<'EOF'
check_one() {
    claim 1 'no privileges'
    run prog
    fact uid 1000
    fact caps 0000000000000000
}
EOF
    run -0 judge
}

# What root's judge runs must have nothing of root's: with namespaces, without,
# and where root can make all namespaces but a user's, as in a chroot.
@test "root's judge becomes a uid that nobody else uses, with nothing of root's" {
    [ "$(id -u)" = 0 ] || skip "only root becomes somebody else"
    program prog <<'EOF'
sed -n 's/^\(Uid\|Gid\|Groups\|CapPrm\|CapEff\|NoNewPrivs\):[[:space:]]*/\1=/p' \
    /proc/self/status
[ ! -r "$SECRET" ] || echo "secret=read"
[ ! -w "$SECRET" ] || echo "secret=written"
EOF
    echo secret >"$BATS_TEST_TMPDIR/secret"
    chmod 600 "$BATS_TEST_TMPDIR/secret"
    rubric <<EOF
check_one() {
    claim 1 'nothing of root'
    with setting SECRET=$BATS_TEST_TMPDIR/secret
    run prog
    exits 0
    lacks secret=
    fact Groups '' ' '
    fact CapPrm 0000000000000000
    fact CapEff 0000000000000000
    fact NoNewPrivs 1
    segment 100
    owner "\$it"
    echo "\$it" >>"$BATS_TEST_TMPDIR/uids"
    [ ! -r "$BATS_TEST_TMPDIR/secret" ] || fail 'a shell of nobody' 'of root'
}
EOF
    install -m 666 /dev/null "$BATS_TEST_TMPDIR/uids"
    # A folder that only root may enter is judged all the same.
    chmod 700 "$BATS_TEST_TMPDIR/programs"
    in_chroot() {
        mkdir -p "$BATS_TEST_TMPDIR/root"
        unshare --mount sh -c 'mount --rbind / "$0" && exec chroot "$0" "$@"' \
            "$BATS_TEST_TMPDIR/root" "$@"
    }
    run -0 judge
    run -0 judge -n
    run -0 in_chroot "$JUDGE" "$BATS_TEST_TMPDIR/programs" \
        "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh"
    if [[ $output != *"a namespace for each check."* ]]; then
        need_namespaces
        false
    fi
    # As seen from without a user namespace: never root, never the same.
    run -0 grep -vx 0:0 "$BATS_TEST_TMPDIR/uids"
    [ "$(sort -u <<<"$output" | wc -l)" = 2 ]
}

@test "root that may become nobody else is exit 3, and says what is missing" {
    [ "$(id -u)" = 0 ] || skip "only root becomes somebody else"
    command -v setpriv >/dev/null || skip "no setpriv(1)"
    program prog <<<'exit 0'
    rubric <<<"$passing"
    run -3 setpriv --bounding-set=-setuid "$JUDGE" \
        "$BATS_TEST_TMPDIR/programs" "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh"
    [[ $output == "judge: expected root to be able to become uid "*CAP_SETUID* ]]
}

@test "a program finds nothing open but its own three descriptors" {
    program prog <<'EOF'
for fd in /proc/self/fd/*; do
    [ ! -e "$fd" ] || echo "fd${fd##*/}=open"
done
EOF
    rubric <<'EOF'
check_one() {
    claim 1 'three descriptors'
    run prog
    fact fd0 open
    fact fd1 open
    fact fd2 open
    lacks fd4=
    lacks fd5=
    lacks fd6=
    lacks fd7=
}
EOF
    run -0 judge
}

@test "a program that does not end is ended, and so is one that ignores SIGTERM" {
    program prog <<'EOF'
trap '' TERM INT HUP
while :; do :; done
EOF
    rubric <<<"$passing"
    JUDGE_SECONDS=1 run -1 judge
    [[ $output == *"saw       still running after 1 s"* ]]
}

@test "what a program has to wait for a processor is not its time" {
    first_processor
    [ -r /proc/self/schedstat ] || skip "this kernel does not count it"
    # A fifth of a second (20 ticks) of a processor that five want to have.
    program prog <<'EOF'
ticks=0
while [ "$ticks" -lt 20 ]; do
    read -r line </proc/self/stat
    set -- ${line##*)}
    ticks=$((${12} + ${13}))
done
EOF
    rubric <<<"$passing"
    busy=()
    for _ in 1 2 3 4; do
        # A session each has its share each; and whatever happens they end.
        setsid taskset -c "$processor" timeout 60 sh -c 'while :; do :; done' 3>&- &
        busy+=("$!")
    done
    began=${EPOCHREALTIME/[.,]/}
    JUDGE_SECONDS=0.5 run taskset -c "$processor" "$JUDGE" "$BATS_TEST_TMPDIR/programs" \
        "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh"
    passed=$((${EPOCHREALTIME/[.,]/} - began))
    kill "${busy[@]}"
    [ "$status" = 0 ]
    [ "$passed" -gt 500000 ]
}

@test "what the kernel holds up is not its time" {
    [ -r /proc/self/schedstat ] || skip "this kernel does not count it"
    mkdir "$BATS_TEST_TMPDIR/programs"
    # In state D, as one that waits for a lock of the kernel: until the child ends.
    cat >"$BATS_TEST_TMPDIR/held.c" <<'EOF'
#define _DEFAULT_SOURCE
#include <unistd.h>
int main(void)
{
    if (vfork() == 0) {
        usleep(900000);
        _exit(0);
    }
    return 0;
}
EOF
    ${CC:-cc} -w -o "$BATS_TEST_TMPDIR/programs/prog" "$BATS_TEST_TMPDIR/held.c"
    rubric <<<"$passing"
    JUDGE_SECONDS=0.4 run -0 judge
    # One that sleeps by itself is not held up.
    sed -i 's/vfork() == 0/1/' "$BATS_TEST_TMPDIR/held.c"
    ${CC:-cc} -w -o "$BATS_TEST_TMPDIR/programs/prog" "$BATS_TEST_TMPDIR/held.c"
    JUDGE_SECONDS=0.4 run -1 judge
    [[ $output == *"still running after 0.4 s"* ]]
}

@test "that its workers keep each other waiting is its time" {
    rubric <<<"$passing"
    # Both as long, on a busy machine as well.
    for workers in 1 8; do
        program prog <<<"for _ in \$(seq $workers); do
    (while :; do :; done) &
done
wait"
        began=${EPOCHREALTIME/[.,]/}
        JUDGE_SECONDS=1 run -1 judge
        [[ $output == *"still running after 1 s"* ]]
        took[workers]=$((${EPOCHREALTIME/[.,]/} - began))
    done
    [ "${took[8]}" -lt "$((4 * took[1]))" ]
}

@test "a program that waits for input finds its end" {
    program prog <<<'cat; read -r line || exit 0; exit 1'
    rubric <<<"$passing"
    run -0 judge
}

@test "nothing that a program started outlives it" {
    word="outlives-$BATS_SUITE_TEST_NUMBER-$$"
    program prog <<EOF
setsid sh -c 'trap "" HUP TERM; while :; do :; done; : $word' &
exit 0
EOF
    rubric <<'EOF'
check_one() {
    claim 1 'it ends well'
    run prog
    exits 0
}
check_two() {
    claim 1 'nothing is left'
    run prog
    leaves_nothing
}
EOF
    for mode in "" -n; do
        # shellcheck disable=SC2086
        run -1 judge $mode
        [[ $output == *"00.2 "*"a process of prog that outlived it"* ]]
        [ "$(processes "$word")" = "" ]
    done
}

@test "a flood of output is stopped, and told" {
    program prog <<<'exec yes'
    rubric <<<"$passing"
    run -1 judge
    [[ $output == *"saw       stopped: it wrote more than 1048576 bytes"* ]]
}

@test "a program that takes all memory gets no more than its limit" {
    program prog <<'EOF'
exec perl -e '$x = "x" x 10_000_000; push @all, "$x$_" for 1 .. 40; exit 0'
EOF
    command -v perl >/dev/null || skip "no perl"
    rubric <<<"$passing"
    JUDGE_MEMORY=80000000 run -1 judge
    [[ $output == *"saw       exit 1"* ]]
    [[ $output == *"Out of memory"* ]]
}

@test "a program that forks without end is ended, with all it made" {
    word="bomb-$BATS_SUITE_TEST_NUMBER-$$"
    # Bounded by itself, too: should the judge fail, this machine must not.
    program prog <<EOF
: $word
ulimit -t 20
f() { [ "\$1" -gt 11 ] || { f \$((\$1 + 1)) & f \$((\$1 + 1)) & }; while :; do :; done; }
f 0 2>/dev/null
EOF
    rubric <<<"$passing"
    for mode in "" -n; do
        # shellcheck disable=SC2086  # no option is no word
        JUDGE_SECONDS=2 run -1 judge $mode
        [[ $output == *"saw       still running after 2 s"* ||
            $output == *"saw       stopped: it started hundreds of processes"* ]]
        [ "$(processes "$word")" = "" ]
    done
}

@test "nor does one that forks without end while two are to be stepped" {
    word="bomb-$BATS_SUITE_TEST_NUMBER-$$"
    stepping="step 200 prog $word; wait_for_end"
    c_program prog <<'EOF'
    volatile int *made = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    while (++*made < 3000) /* should the judge fail, this machine must not */
        fork();
    for (;;)
        pause();
EOF
    rubric <<<"${passing/run prog/$stepping}"
    for mode in "" -n; do
        # shellcheck disable=SC2086  # no option is no word
        JUDGE_SECONDS=2 run -1 judge $mode
        # Where the kernel lets them starve they are not hundreds so soon.
        [[ $output == *"saw       stopped: it started hundreds of processes"* ||
            $output == *"saw       still running after 2 s"* ]]
        [ "$(processes "$word")" = "" ]
    done
}

@test "hundreds of processes are noticed long before the time is up, busy or not" {
    word="crowd-$BATS_SUITE_TEST_NUMBER-$$"
    stepping="step 200 prog $word; wait_for_end"
    c_program prog <<'EOF'
    for (int i = 0; i < 1000; i++)
        if (fork() == 0)
            break;
    for (;;)
        pause();
EOF
    for verb in "run prog $word" "$stepping"; do
        rubric <<<"${passing/run prog/$verb}"
        # With -n an ordinary user's may be less than hundreds: as many as are
        # left of the limit by those that the user has elsewhere.
        for mode in "" -n; do
            [[ $EUID == 0 || $mode == "" ]] || continue
            # shellcheck disable=SC2086  # no option is no word
            JUDGE_SECONDS=20 run -1 judge $mode
            [[ $output == *"saw       stopped: it started hundreds of processes"* ]]
            [ "$(processes "$word")" = "" ]
        done
    done
}

@test "workers that are killed as they are stepped are buried" {
    stepping='step 200 prog; wait_for_end'
    c_program prog <<'EOF'
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            kill(0, SIGKILL);
            pause();
        }
    while (wait(NULL) > 0)
        continue;
    return 0;
EOF
    rubric <<<"${passing/run prog/$stepping}"
    for mode in "" -n; do
        # shellcheck disable=SC2086  # no option is no word
        JUDGE_SECONDS=2 run -1 judge $mode
        [[ $output == *"saw       killed by signal 9"* ]]
    done
}

@test "a program that kills whatever it can reaches only itself" {
    need_namespaces
    program prog <<'EOF'
trap '' TERM
kill -9 $PPID
kill -TERM -1
kill -9 -1
exit 5
EOF
    rubric <<'EOF'
check_one() {
    claim 1 'it cannot kill the judge'
    run prog
    exits 5
}
EOF
    run -0 judge
}

@test "a program that dies by a signal is told so" {
    program prog <<<'kill -SEGV $$'
    rubric <<<"$passing"
    run -1 judge
    [[ $output == *"saw       killed by signal 11 (Segmentation fault)"* ]]
}

# bats test_tags=once-1
@test "binary output is captured and compared byte by byte" {
    program prog <<'EOF'
printf 'a\000b\377\n\033[m'
EOF
    rubric <<'EOF'
check_same() {
    claim 1 'the same'
    run prog
    prints 'a\0b\377\n\033[m'
}
check_other() {
    claim 1 'another'
    run prog
    prints 'a\0b\376\n\033[m'
}
EOF
    run -1 judge
    [[ $output == *'stdout "a\0b\377\n\033[m"'* ]]
    [[ $output == *"1 of 2 points"* ]]
    [[ $output != *$'\033'* ]]
}

# bats test_tags=once-1
@test "with -t every check is one line of nine fields, whatever was printed" {
    program prog <<'EOF'
printf 'a\tb\nc\000\037\n'
printf 'pass\t1\t1\n' >&2
exit 1
EOF
    rubric <<<"$passing
check_two() {
    claim 2 'it fails'
    run prog
    exits 1
}"
    run -1 judge -t -s 5
    [ "${#lines[@]}" = 2 ]
    [ "$(awk -F'\t' 'NF != 9' <<<"$output")" = "" ]
    [[ ${lines[0]} == $'00_test\t1\tone\t0\t1\tfail\t5\tit ends well\t'* ]]
    [[ ${lines[1]} == $'00_test\t2\ttwo\t2\t2\tpass\t5\tit fails\t'* ]]
}

# bats test_tags=once-1
@test "the same seed gives the same inputs, another seed others" {
    program prog <<<'echo "a=$1"; exit 1'
    rubric <<'EOF'
check_one() {
    claim 1 'random'
    random 1 1000000000
    run prog "$it"
    exits 0
}
EOF
    run -1 judge -s 7
    first=$output
    run -1 judge -s 7
    [ "$output" = "$first" ]
    run -1 judge -s 8
    [ "$(grep did <<<"$output")" != "$(grep did <<<"$first")" ]
}

@test "a missing program fails, a missing folder or rubric is exit 3" {
    program other <<<'exit 0'
    rubric <<<"$passing"
    run -1 judge
    [[ $output == *"saw       no program prog in $BATS_TEST_TMPDIR/programs"* ]]
    run -3 "$JUDGE" "$BATS_TEST_TMPDIR/nowhere" "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh"
    run -3 "$JUDGE" "$BATS_TEST_TMPDIR/programs/other" "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh"
    run -3 "$JUDGE" "$BATS_TEST_TMPDIR/programs" "$BATS_TEST_TMPDIR/labs/none/rubric.sh"
}

# bats test_tags=once-1
@test "wrong usage is exit 2" {
    program prog <<<'exit 0'
    rubric <<<"$passing"
    run -2 judge -z
    run -2 judge -s 12x
    run -2 judge -j 0
    run -2 judge -c nothing
    run -2 "$JUDGE"
    run -0 "$JUDGE" -h
}

@test "a rubric that is broken is exit 3 and nobody's fault, never a pass" {
    program prog <<<'exit 0'
    local body
    for body in 'nonsense here' 'run' 'exits 0' 'segment 5 what=ever' 'exit 4' \
        'kill -9 $$'; do
        rubric <<EOF
check_one() {
    claim 1 'broken'
    $body
}
EOF
        run -3 judge
        [[ $output == *"not your fault"* ]]
    done
    rubric <<<'check_one() {
    claim 1 "half a word
}'
    run -3 judge
}

@test "a check that claims nothing is no pass" {
    program prog <<<'exit 0'
    rubric <<<'check_one() {
    run prog
    exits 0
}'
    run -3 judge
}

@test "-n judges without namespaces, says so, and takes nobody else's segment" {
    id=$(ipcmk -M 100 | tr -dc 0-9)
    program prog <<<'exit 0'
    rubric <<'EOF'
check_one() {
    claim 1 'leaves nothing'
    segment 100
    run prog
    exits 0
    leaves_nothing
}
check_two() {
    claim 1 'needs a namespace'
    kernel shmmni 1
    run prog
    exits 1
}
EOF
    run -0 judge -n
    there=$(ids shm | grep -cx "$id")
    ipcrm -m "$id"
    [ "$there" = 1 ]
    [[ $output == *"00.2 "*"not judged"* ]]
    [[ $output == *"1 of 1 points: 1 checks passed, 1 not judged."* ]]
    [[ $output == *"no namespaces (asked for with -n)"* ]]
}

@test "where namespaces are forbidden the judge notices, and goes on" {
    [ "$(id -u)" = 0 ] || skip "only root can forbid them"
    need_user_namespaces
    program prog <<<'exit 0'
    rubric <<<"$passing"
    # An ordinary user, in a user namespace that allows no others in it.
    chmod 755 "$BATS_TEST_TMPDIR"
    run -0 unshare --user --map-root-user sh -c '
        echo 0 >/proc/sys/user/max_user_namespaces &&
        echo 0 >/proc/sys/user/max_ipc_namespaces && shift && exec "$@"' sh x \
        "$JUDGE" "$BATS_TEST_TMPDIR/programs" "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh"
    [[ $output == *"1 of 1 points"*"no namespaces (this host does not let us"* ]]
}

@test "without namespaces a host that is full of segments is none of its faults" {
    need_namespaces
    program prog <<<'exit 0'
    rubric <<'EOF'
check_one() {
    claim 1 'leaves nothing'
    run prog
    leaves_nothing
}
EOF
    # A host of our own: on the real one others come and go.
    host=(unshare --ipc)
    [ "$(id -u)" = 0 ] || host=(unshare --user --map-root-user --ipc)
    chmod 755 "$BATS_TEST_TMPDIR"
    run -0 "${host[@]}" sh -c '
        n=0
        while [ "$n" -lt 300 ]; do
            ipcmk -M 1 >/dev/null && n=$((n + 1)) || exit 9
        done
        "$@" && [ "$(tail -n +2 /proc/sysvipc/shm | wc -l)" = 300 ]' sh \
        "$JUDGE" -n "$BATS_TEST_TMPDIR/programs" "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh"
}

@test "without namespaces what a program leaves is found and removed" {
    program prog <<<'exit 0'
    cp "$SOLUTIONS/02_shmget" "$BATS_TEST_TMPDIR/programs/"
    cat >"$BATS_TEST_TMPDIR/sets.c" <<'EOF'
#include <stdio.h>
#include <sys/sem.h>
int main(void) { return printf("set=%d\n", semget(IPC_PRIVATE, 1, 0600)) < 0; }
EOF
    ${CC:-cc} -w -o "$BATS_TEST_TMPDIR/programs/sets" "$BATS_TEST_TMPDIR/sets.c"
    rubric <<'EOF'
check_one() {
    claim 1 'leaves no segment'
    run 02_shmget -p
    exits 0
    leaves_nothing
}
check_two() {
    claim 1 'leaves no set'
    run sets
    exits 0
    leaves_nothing
}
EOF
    run -1 judge -n
    [[ $output == *"saw       segment "*", 512 bytes, made by process "* ]]
    [[ $output == *"saw       semaphore set "* ]]
    segment=$(sed -n 's/.*shmid=\([0-9]*\).*/\1/p' <<<"$output")
    set=$(sed -n 's/.*set=\([0-9]*\).*/\1/p' <<<"$output")
    [ -n "$segment" ]
    [ -n "$set" ]
    run ! grep -qx "$segment" <(ids shm)
    run ! grep -qx "$set" <(ids sem)
}

@test "a semaphore set left behind is a leak, too" {
    command -v perl >/dev/null || skip "no perl"
    need_namespaces
    program prog <<<"exec perl -e 'semget(77, 1, 01600) // die'"
    rubric <<'EOF'
check_one() {
    claim 1 'leaves nothing'
    run prog
    exits 0
    leaves_nothing
}
EOF
    run -1 judge
    [[ $output == *"saw       semaphore set 0, key 0x0000004d"* ]]
}

@test "a program waits for its input, or does something else" {
    program waits <<<'echo ready; read -r line; exit 0'
    program spins <<<'echo ready; while :; do :; done'
    rubric <<'EOF'
check_one() {
    claim 1 'it waits'
    start waits
    await printed ready
    await waiting
    finish
    exits 0
}
check_two() {
    claim 1 'it does not wait'
    start spins
    await printed ready
    await waiting
}
EOF
    JUDGE_SECONDS=1 run -1 judge
    [[ $output == *"expected  the program to wait for its standard input"* ]]
    [[ $output == *"1 of 2 points"* ]]
}

# c_program NAME <<'EOF' ... EOF - the body of main.
c_program() {
    mkdir -p "$BATS_TEST_TMPDIR/programs"
    {
        for header in stdio stdlib string unistd sys/mman sys/sem sys/shm \
            sys/wait; do
            echo "#include <$header.h>"
        done
        printf 'int main(void)\n{\n%s\n}\n' "$(cat)"
    } >"$BATS_TEST_TMPDIR/$1.c"
    cc -o "$BATS_TEST_TMPDIR/programs/$1" "$BATS_TEST_TMPDIR/$1.c"
    chmod 755 "$BATS_TEST_TMPDIR/programs"
}

# bats test_tags=once-1
@test "of a program whose time is up it is told what it was at" {
    c_program prog <<'EOF'
    for (;;)
        shmget(77, 0, 0);
EOF
    rubric <<<"$passing"
    for mode in "" -n; do
        # shellcheck disable=SC2086  # no option is no word
        JUDGE_SECONDS=0.5 run -1 judge $mode
        [[ $output == *"still running after 0.5 s, busy: a loop without an end?"* ]]
    done
    c_program prog <<'EOF'
    int set = semget(IPC_PRIVATE, 1, 0600);
    semop(set, &(struct sembuf){0, -1, 0}, 1);
EOF
    JUDGE_SECONDS=0.5 run -1 judge
    [[ $output == *"still running after 0.5 s, asleep: it waits for a semaphore"* ]]
    c_program prog <<'EOF'
    if (fork() == 0)
        pause();
    wait(NULL);
EOF
    JUDGE_SECONDS=0.5 run -1 judge
    [[ $output == *"asleep: it waits for a process that it started"* ]]
}

# Before they come to it there is nothing that could come apart.
@test "workers are stepped at their work: when they write to a segment" {
    # few: they are done before anybody could have looked.  late: they do
    # something else first, which is long at single steps.  rare: from one write
    # to the next there are two thousand of them.
    for where in mine shared few late rare; do
        first=0 between=0 writes=100000000
        [ "$where" != few ] || writes=200
        [ "$where" != late ] || first=2000000
        [ "$where" != rare ] || between=300 writes=500000
        c_program "$where" <<EOF
    int shmid = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
    volatile long *shared = shmat(shmid, NULL, 0), number = 0, *mine = &number;
    shmctl(shmid, IPC_RMID, NULL);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            for (volatile int k = 0; k < $first; k++)
                continue;
            for (long n = 0; n < $writes; n++) {
                for (volatile int k = 0; k < $between; k++)
                    continue;
                ++*$([ "$where" = mine ] && echo mine || echo shared);
            }
            _exit(0);
        }
    while (wait(NULL) > 0)
        continue;
    return 0;
EOF
    done
    rubric <<'EOF'
check_one() {
    claim 1 'how they are found'
    for where in mine shared few late rare; do
        step 400 $where # on aarch64 a birth alone takes more than 200
        echo "$where $it" >>"$OUT"
        wait_for_end
    done
}
EOF
    OUT=$BATS_TEST_TMPDIR/out run -0 judge
    found=$(cat "$BATS_TEST_TMPDIR/out")
    [[ $found != *refused* ]] || skip "no ptrace here"
    echo "$found"
    [ "$found" = "mine idle
shared stepped
few stepped
late stepped
rare stepped" ]
}

# bats test_tags=once-1
@test "an instruction without lock is no atomic, where nothing else locks" {
    [[ $(uname -m) == x86_64 ]] || skip "x86: elsewhere load and store are steps"
    # adds NAME BEFORE INSTRUCTION [AFTER]: two workers that do this again and
    # again: w is the worker, shared[0] the counter, shared[8] a lock.
    adds() {
        c_program "$1" <<EOF
    int shmid = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
    int set = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
    semop(set, &(struct sembuf){0, 1, 0}, 1);
    volatile long *shared = shmat(shmid, NULL, 0);
    shmctl(shmid, IPC_RMID, NULL);
    for (int w = 0; w < 2; w++)
        if (fork() == 0) {
            long one = 1;
            for (long n = 0; n < 5000; n++) {
                $2
                __asm__ volatile("$3" : "+m"(shared[0]), "+m"(shared[w + 1]),
                                 "+r"(one));
                $4
                one = 1;
            }
            _exit(0);
        }
    while (wait(NULL) > 0)
        continue;
    semctl(set, 0, IPC_RMID);
    return 0;
EOF
    }
    check() {
        rubric <<EOF
check_one() {
    claim 1 'an addition is one step'
    step 200 $1
    echo "\$it" >"\$OUT"
    wait_for_end
    exits 0
}
EOF
        OUT=$BATS_TEST_TMPDIR/out judge
    }
    adds right '' 'lock addq $1, %0'
    check right
    [[ $(cat "$BATS_TEST_TMPDIR/out") != refused ]] || skip "no ptrace here"
    adds slots '' 'addq $1, %1'
    adds spinning 'while (__atomic_exchange_n(&shared[8], 1, 5)) continue;' \
        'addq $1, %0' '__atomic_store_n(&shared[8], 0, 5);'
    adds waiting 'semop(set, &(struct sembuf){0, -1, 0}, 1);' \
        'incl %0' 'semop(set, &(struct sembuf){0, 1, 0}, 1);'
    for name in right slots spinning; do
        check "$name"
        [ "$(cat "$BATS_TEST_TMPDIR/out")" = stepped ]
    done
    for instruction in 'addq $1, %0' 'addl $1, %0' 'incq %0' 'addw $1, %0' \
        'addq %2, %0' 'subq $-1, %0' 'xaddq %2, %0' 'subb $-1, %0'; do
        adds wrong '' "$instruction"
        run -1 check wrong
        [[ $output == *"saw       two workers about to add to the same byte"* ]]
    done
    # Without namespaces the judge looks into each semop(2), which takes more
    # instructions than it follows in a turn.
    check waiting
    if [ "$(cat "$BATS_TEST_TMPDIR/out")" != stepped ]; then
        need_user_namespaces
        false
    fi
}

# bats test_tags=once-1
@test "undo: even if the operations with SEM_UNDO cancel out, else open" {
    # try WANTED ROUNDS OPERATIONS OPERATIONS: what a round does.
    try() {
        c_program prog <<EOF
    int set = semget(IPC_PRIVATE, 2, 0600);
    semop(set, &(struct sembuf){0, 1, 0}, 1);
    for (int i = 0; i < $2; i++) {
        struct sembuf down[] = {$3}, up[] = {$4};
        if (semop(set, down, sizeof down / sizeof *down) == -1 ||
            semop(set, up, sizeof up / sizeof *up) == -1)
            return 1;
    }
    return semctl(set, 0, IPC_RMID);
EOF
        rubric <<EOF
check_one() {
    claim 1 'one'
    with trace
    run prog
    exits 0
    undo
    [ "\$it" = $1 ] || fail $1 "\$it"
}
EOF
        run -0 judge
    }
    try even 20 '{0, -1, SEM_UNDO}' '{0, 1, SEM_UNDO}'
    try even 20 '{0, -1, SEM_UNDO}, {1, 0, 0}' '{1, 0, 0}, {0, 1, SEM_UNDO}'
    try even 20 '{1, 0, 0}, {1, 1, SEM_UNDO}' '{1, -1, SEM_UNDO}'
    # The count of the -1, of the +1, of two that make up for each other.
    try open 20 '{0, -1, SEM_UNDO}' '{0, 1, 0}'
    try open 20 '{0, -1, 0}' '{0, 1, SEM_UNDO}'
    try open 20 '{0, -1, SEM_UNDO}' '{0, 1, 0}, {1, 1, SEM_UNDO}'
    # None at all, or too few to tell.
    try open 20 '{0, -1, 0}' '{0, 1, 0}'
    try open 5 '{0, -1, SEM_UNDO}' '{0, 1, SEM_UNDO}'
}

# bats test_tags=once-1
@test "what many workers say alike is shown once, what is printed as it is" {
    program prog <<'EOF'
for i in 1 2 3; do
    echo "x=1"
    echo "worker: no" >&2
    echo "$i" >&2
done
exit 1
EOF
    rubric <<<"$passing"
    run -1 judge
    [[ $output == *'stdout "x=1\nx=1\nx=1\n"'* ]]
    [[ $output == *'stderr "worker: no\n1\n2\n3\n" (6 lines, those that are alike shown once)'* ]]
}

# bats test_tags=once-1
@test "expecting speaks for the next expectation alone" {
    program prog <<<'exit 3'
    rubric <<'EOF'
check_one() {
    claim 1 'one'
    run prog
    expecting 'one of many ways'
    exits 3
    fact x
}
check_two() {
    claim 1 'two'
    run prog
    expecting 'one of many ways'
    fact x
}
EOF
    run -1 judge
    [[ $output == *"expected  a fact x="*"expected  one of many ways"* ]]
}

# bats test_tags=once-2
@test "the timeline says so when a key is taken for an id" {
    c_program prog <<'EOF'
    shmget(0x4d00beef, 100, IPC_CREAT | 0600);
    struct shmid_ds ds;
    return shmctl(0x4d00beef, IPC_STAT, &ds) == -1;
EOF
    rubric <<'EOF'
check_one() {
    claim 1 'one'
    with trace
    run prog
    exits 0
}
EOF
    run -1 judge
    [[ $output == *"shmctl(1291894511, IPC_STAT) "*"-> Invalid argument"*"0x4d00beef is the key, not the id"* ]]
}

@test "a refusal is the kernel's: it holds for one call and no other" {
    [ "$(uname -m)" = x86_64 ] || [ "$(uname -m)" = aarch64 ] || skip "no refusals here"
    cp -r "$SOLUTIONS" "$BATS_TEST_TMPDIR/programs"
    rubric <<'EOF'
check_one() {
    claim 1 'IPC_RMID alone is refused'
    segment 100 fill=x
    with refusal shmctl:IPC_RMID EPERM
    run 05_ipc_rmid "$it"
    exits 1
    says IPC_RMID EPERM
    fact bytes 100
}
check_two() {
    claim 1 'the next run is free of it'
    segment 100 fill=x
    run 05_ipc_rmid "$it"
    exits 0
}
EOF
    run -0 judge
}

@test "signals that whoever starts it ignores are the programs' again" {
    env --ignore-signal=INT true || skip "this env cannot"
    for ignored in INT CHLD PIPE; do
        run -0 timeout 60 env --ignore-signal="$ignored" "$JUDGE" \
            -c interrupted "$SOLUTIONS" "$TOP/tests/labs/07_race_demo/rubric.sh"
    done
}

# bats test_tags=once-2
@test "standard input comes in pieces, as through a pipe" {
    c_program prog <<'EOF'
    static char all[20000];
    printf("first=%d\n", (int)read(0, all, sizeof all) < 9000);
    while (read(0, all, 1) > 0)
        continue;
EOF
    rubric <<'EOF'
check_one() {
    claim 1 'one'
    word 9000
    with stdin "$it"
    run prog
    exits 0
    fact first 1
}
EOF
    run -0 judge
}

@test "a program may close its folder: it is removed all the same" {
    program prog <<<'mkdir -p a/b && : >a/b/c && chmod 0 a/b a .'
    rubric <<<"$passing"
    run -0 judge
    run -0 judge -n
}

@test "results that cannot be written are exit 3" {
    program prog <<<'exit 0'
    rubric <<<"$passing"
    run -3 sh -c '"$@" >/dev/full' sh "$JUDGE" "$BATS_TEST_TMPDIR/programs" \
        "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh"
}

@test "a full temporary folder is exit 3, and no fault of the program" {
    need_namespaces
    host=(unshare --mount)
    [ "$(id -u)" = 0 ] || host=(unshare --user --map-root-user --mount)
    program prog <<<'exit 0'
    rubric <<'EOF'
check_one() {
    claim 1 'is traced'
    with trace
    run prog
    exits 0
}
EOF
    "${host[@]}" mount -t tmpfs -o size=64k none "$TMPDIR" || skip "no tmpfs here"
    for mode in '' -n; do
        run -3 "${host[@]}" sh -c '
            mount -t tmpfs -o size=64k none "$TMPDIR" &&
            ! cat /dev/zero >"$TMPDIR/all" 2>/dev/null && exec "$@"' sh \
            "$JUDGE" $mode "$BATS_TEST_TMPDIR/programs" \
            "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh"
        [[ $output == *"No space left on device"* ]]
    done
}

@test "where no process is to be had that is said, and nobody is killed for it" {
    [ "$(id -u)" != 0 ] || skip "root has no limit"
    host=(unshare --user --map-root-user --pid --fork --mount-proc)
    "${host[@]}" prlimit --nproc=9 true || skip "no namespaces, or no prlimit(1)"
    program prog <<<'exit 0'
    rubric <<<"$passing"
    # Killing "nobody" (-1) would kill all in there but the first.
    run -0 "${host[@]}" bash -c '
        sleep 1000 3>&- &
        for limit in {1..12}; do
            prlimit --nproc="$limit" "$@" </dev/null
            echo "$limit: exit $?"
            kill -0 "$!" || exit 1
        done' bash "$JUDGE" -w "$BATS_TEST_TMPDIR/programs" \
        "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh"
    [[ $output == *": exit 3"* ]]
    run -0 "${host[@]}" bash -c '
        sleep 1000 3>&- &
        for limit in {1..12}; do
            prlimit --nproc="$limit" "$@" || echo "$limit: exit $?"
            kill -0 "$!" || exit 1
        done' bash "$JUDGE" "$BATS_TEST_TMPDIR/programs" \
        "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh"
    [[ $output == *": exit 3"* && $output != *": exit 1"* ]]
}

@test "without namespaces a program's kill(-1) reaches nobody else" {
    host=(unshare --pid --fork --mount-proc)
    [ "$(id -u)" = 0 ] ||
        host=(unshare --user --map-root-user --pid --fork --mount-proc)
    "${host[@]}" true || skip "this host lets us make no namespaces"
    case $(uname -m) in
        x86_64 | aarch64 | riscv64) ;;
        *) skip "no seccomp filter for this machine" ;;
    esac
    mkdir "$BATS_TEST_TMPDIR/programs"
    cat >"$BATS_TEST_TMPDIR/all.c" <<'EOF'
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    int status;
    pid_t pid = fork();
    if (pid == 0)
        pause();
    kill(-1, SIGTERM); /* what fork() returns when it fails */
    kill(pid, SIGTERM);
    waitpid(pid, &status, 0);
    return !WIFSIGNALED(status);
}
EOF
    ${CC:-cc} -w -o "$BATS_TEST_TMPDIR/programs/prog" "$BATS_TEST_TMPDIR/all.c"
    rubric <<<"$passing"
    run -0 "${host[@]}" sh -c '
        sleep 1000 3>&- &
        "$@" && kill -0 "$!"' sh "$JUDGE" -n "$BATS_TEST_TMPDIR/programs" \
        "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh"
}

@test "no temporary folder is exit 3, and says which" {
    program prog <<<'exit 0'
    rubric <<<"$passing"
    TMPDIR=$BATS_TEST_TMPDIR/nowhere run -3 judge
    [[ $output == *"$BATS_TEST_TMPDIR/nowhere: No such file or directory" ]]
}

@test "SIGINT, SIGTERM and SIGKILL to the judge leave nothing of it" {
    word="endless-$BATS_SUITE_TEST_NUMBER-$$"
    program prog <<EOF
: >"$BATS_TEST_TMPDIR/tmp/../started"
while :; do :; done # $word
EOF
    sed -i "1s|.*|#!/bin/sh -- $word|;1s|.*|#!/bin/sh|" "$BATS_TEST_TMPDIR/programs/prog"
    rubric <<<"$passing"
    need_signals
    for mode in "" -n; do
        for signal in INT TERM KILL; do
            rm -f "$BATS_TEST_TMPDIR/started"
            # In the background of a shell SIGINT would be ignored: env resets.
            # shellcheck disable=SC2086
            env --default-signal=INT "$JUDGE" $mode "$BATS_TEST_TMPDIR/programs" \
                "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh" >/dev/null 2>&1 3>&- &
            pid=$!
            eventually test -e "$BATS_TEST_TMPDIR/started"
            kill -s "$signal" "$pid"
            wait "$pid" || true
            gone() { [ -z "$(processes "$BATS_TEST_TMPDIR/programs/prog")" ]; }
            eventually gone
            empty() { [ -z "$(ls -A "$TMPDIR")" ]; }
            eventually empty
        done
    done
}

# waiting: the judge with -w, in the background, as $pid, when it has got ready;
# descriptor 8 is its standard input.
waiting() {
    need_signals
    [ -p "$BATS_TEST_TMPDIR/line" ] || mkfifo "$BATS_TEST_TMPDIR/line"
    # In the background of a shell SIGINT would be ignored: env resets.
    env --default-signal=INT "$JUDGE" -w "$BATS_TEST_TMPDIR/programs" \
        "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh" <"$BATS_TEST_TMPDIR/line" \
        >"$BATS_TEST_TMPDIR/said" 2>&1 3>&- &
    pid=$!
    exec 8>"$BATS_TEST_TMPDIR/line"
    ready() { [ -n "$(processes "$BATS_TEST_TMPDIR/labs/words.sh")" ]; }
    eventually ready
}

@test "-w: it is ready before there is a program, and begins when there is a line" {
    need_namespaces
    rubric <<<"$passing"
    mkdir "$BATS_TEST_TMPDIR/programs"
    waiting
    program prog <<<'exit 0'
    kill -0 "$pid"
    echo go >&8
    exec 8>&-
    wait "$pid"
    grep -q '1 of 1 points' "$BATS_TEST_TMPDIR/said"
}

@test "-w: more checks than get ready, or none that does, are judged all the same" {
    program prog <<<'exit 0'
    for i in {1..30}; do
        printf '%s\n' "${passing/one/number_$i}"
    done | rubric
    for mode in "" -n; do
        # shellcheck disable=SC2086
        run -0 judge -w $mode <<<go
        [[ ${lines[-1]} == "30 of 30 points: 30 checks passed."* ]]
    done
}

@test "-w: without a line it judges nothing, and leaves nothing" {
    program prog <<<": >'$BATS_TEST_TMPDIR/tmp/../started'"
    rubric <<<"$passing"
    run -3 judge -w </dev/null
    [ "$output" = "" ]
    run -3 judge -w < <(printf 'half a line')
    [ "$output" = "" ]
    need_namespaces
    for signal in INT TERM KILL; do
        waiting
        kill -s "$signal" "$pid"
        exec 8>&-
        status=0
        wait "$pid" || status=$?
        [ "$((status - 128))" = "$(kill -l "$signal")" ]
        gone() { ! ready && [ -z "$(ls -A "$TMPDIR")" ]; }
        eventually gone
    done
    [ ! -e "$BATS_TEST_TMPDIR/started" ]
}

# bats test_tags=once-1
@test "-l lists each check with its points and claim, and runs nothing" {
    rubric <<<"$passing"
    mkdir "$BATS_TEST_TMPDIR/programs"
    run -0 judge -l
    [ "$output" = $'00_test\t1\tone\t1\tit ends well' ]
}

# bats test_tags=once-1
@test "each rubric is worth 10 points, and its claims fit on a line" {
    run -0 "$JUDGE" -l "$SOLUTIONS" "$TOP"/tests/labs/*/rubric.sh
    for n in 1 2 3 4 5 6 7; do
        [ "$(awk -F'\t' -v n="^0$n" '$1 ~ n { s += $4 } END { print s }' <<<"$output")" = 10 ]
    done
    [ "$(awk -F'\t' 'length($5) > 62 || length($5) < 10' <<<"$output")" = "" ]
    [ "$(awk -F'\t' '{ print $5, $1 }' <<<"$output" | sort | uniq -d)" = "" ]
}

# LD_PRELOAD is split at spaces and colons.
@test "calls are seen also where the judge lies in a folder named a b:c" {
    folder="$BATS_TEST_TMPDIR/a b:c"
    mkdir "$folder" "$folder/tmp" "$folder/programs"
    cp "$TOP"/build/tools/{judge,interpose.so} "$folder/"
    sed 's/if (shmdt(shmaddr) == -1)/shmdt(shmaddr);\n    if (false)/' \
        "$TOP/solutions/06_shm_lock.c" >"$folder/mutant.c"
    ${CC:-cc} -w -o "$folder/programs/06_shm_lock" "$folder/mutant.c"
    TMPDIR="$folder/tmp" run -1 "$folder/judge" -c refused -a '%f' \
        "$folder/programs" "$TOP/tests/labs/06_shm_lock/rubric.sh"
    [[ $output == *"expected  exit 1"* ]]
    [[ $output == *"again     '$folder/programs'"* ]]
    [ -z "$(ls -A "$folder/tmp")" ]
    # Where it does not come into the program that is said.
    printf 'no library' >"$folder/interpose.so"
    run -3 "$folder/judge" -c refused "$folder/programs" \
        "$TOP/tests/labs/06_shm_lock/rubric.sh"
    [[ $output == *"the interposer was not loaded into 06_shm_lock"* ]]
    rm "$folder/interpose.so"
    run -3 "$folder/judge" "$folder/programs" "$TOP/tests/labs/06_shm_lock/rubric.sh"
    [[ $output == "judge: expected the interposer beside the judge"* ]]
}

# What a check needs is asked for by the judge itself, before the program runs.
@test "what this machine has no room for is skipped, with the reason" {
    need_namespaces
    program prog <<<'exit 1'
    while read -r name needs; do
        printf 'check_%s() {\n    claim 1 %s\n    %s\n    run prog\n    exits 0\n}\n' \
            "$name" "$name" "$needs"
    done <<'EOF' | rubric
segments needs segments 2 100
sets needs sets 2
locked needs locked 8192
processes needs processes 1000
made segment 100
EOF
    host=(unshare --ipc)
    [ "$(id -u)" = 0 ] || host=(unshare --user --map-root-user --ipc)
    while read -r value limit reason; do
        run "${host[@]}" sh -c 'cd /proc/sys/kernel && echo "$0" >"$1" &&
            echo 32000 32000 500 0 >sem && ulimit -l 4 && shift && exec "$@"' \
            "$value" "$limit" "$JUDGE" -n "$BATS_TEST_TMPDIR/programs" \
            "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh"
        [ "$status" = 3 ]
        [[ ${lines[-1]} == "0 of 0 points: 0 checks passed, 5 not judged."* ]]
        [[ $output == *"$reason"* ]]
        [[ $output == *"no room for 2 semaphore sets: kernel.sem (ipcs -ls)"* ]]
        [[ $output == *"does not let a program start 1000 processes"* ]]
    done <<'EOF'
0 shmmni no room for 2 segments of 100 bytes: kernel.shmmni
0 shmall no room for 1 segment of 100 bytes: kernel.shmmni or kernel.shmall
99 shmmax no room for 1 segment of 100 bytes: kernel.shmmax (ipcs -lm)
1 shm_rmid_forced kernel.shm_rmid_forced is 1 here
EOF
    run -3 sh -c 'ulimit -l 4 && exec "$@"' sh "$JUDGE" -c locked \
        "$BATS_TEST_TMPDIR/programs" "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh"
    [[ $output == *"may not lock 8 kB into memory here: RLIMIT_MEMLOCK (ulimit -l) is 4 kB"* ]]
}

# bats test_tags=once-1
@test "a machine or a setting that nothing can be judged with is one line" {
    program prog <<<'exit 0'
    rubric <<<"$passing"
    for setting in JUDGE_SECONDS=soon JUDGE_SECONDS=0 JUDGE_SECONDS=nan \
        JUDGE_MEMORY=-1; do
        run -2 env "$setting" "$JUDGE" "$BATS_TEST_TMPDIR/programs" \
            "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh"
        [[ $output == "judge: expected ${setting%=*} to be a number"*"'${setting#*=}'" ]]
    done
    words=("$JUDGE" "$BATS_TEST_TMPDIR/programs" "$BATS_TEST_TMPDIR/labs/00_test/rubric.sh")
    run -3 sh -c 'ulimit -n 24 && exec "$@"' sh "${words[@]}"
    [ "$output" = "judge: expected to be allowed 40 open files, found 24 (ulimit -n)" ]
    run -3 sh -c 'ulimit -f 1 && exec "$@"' sh "${words[@]}"
    [[ $output == "judge: expected to be allowed 1048576 bytes in a file, found "* ]]
    need_user_namespaces
    for hidden in /proc/sysvipc /proc; do
        run -3 unshare --user --map-root-user --mount sh -c \
            'mount -t tmpfs none "$0" && exec "$@"' "$hidden" "${words[@]}"
        [[ $output == "judge: expected $hidden"* && ${#lines[@]} == 1 ]]
    done
}
