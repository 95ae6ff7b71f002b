#!/usr/bin/env bats
# scripts/check.sh: what is judged and when, what is told, and that nothing a
# program does or a learner interrupts spoils it.  On small labs of our own.

load helpers

# A tree with three labs that are solved and compiled, of which each test has a
# copy.
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
    for lab in 01_one 02_two 03_three; do
        mkdir "tests/labs/$lab"
        sed "s/LAB/$lab/" <<'END' >"tests/labs/$lab/rubric.sh"
check_says() {
    claim 2 'it says which one it is'
    because 'a name is known by being told'
    see 'printf(3)'
    run LAB
    exits 0
    prints 'LAB\n'
    leaves_nothing
}
check_alone() {
    claim 1 'it takes no argument'
    random 100 999999
    run LAB "$it"
    exits 2
}
END
        solve "$lab"
        make -s "build/labs/$lab"
    done
}

setup() {
    export TMPDIR=$BATS_TEST_TMPDIR/tmp NEED_INSTALL=no JUDGE_SECONDS=2 LC_ALL=C
    unset CC CFLAGS MAKEFLAGS NO_COLOR
    mkdir "$TMPDIR"
    tree="$BATS_TEST_TMPDIR/a tree"
    cp -Rp "$BATS_FILE_TMPDIR/tree" "$tree"
    cd "$tree"
}

teardown() {
    [ -z "$(ls -A "$BATS_TEST_TMPDIR/tmp")" ]
}

# lab NAME <<<BODY: a program of which this is main.
lab() {
    printf '%s\n' '#include <signal.h>' '#include <stdio.h>' \
        '#include <string.h>' '#include <sys/shm.h>' '#include <unistd.h>' \
        'int main(int argc, char *argv[])' '{' '(void)argv;' \
        "$(cat)" '}' >"labs/$1.c"
}

# The one that is right.
solve() {
    lab "$1" <<<"return argc > 1 ? 2 : puts(\"$1\") < 0;"
}

# The one that fails its second check.
half() {
    lab "$1" <<<"return argc > 9 || puts(\"$1\") < 0;"
}

# Result files: which they are, in which order, as far as they are told apart.
inode() {
    # shellcheck disable=SC2012
    ls -i "build/check/$1" | sed 's/^ *//; s/ .*//'
}

# What runs now of all that was built in this tree: the judge, a lab.
at_work() {
    # (What root judges runs from a copy.)
    { readlink /proc/[0-9]*/exe || true; } 2>/dev/null |
        grep -F -e "$tree/build/" -e "$BATS_TEST_TMPDIR/tmp/"
}

@test "all solved: every lab with its points, done, exit 0" {
    run -0 scripts/check.sh
    [[ ${lines[0]} == "shared memory labs   #####################"*"3 of 3 labs"*"9 of 9 points" ]]
    [[ ${lines[1]} == *"01_one"*" 3/3" ]]
    [[ $output == *"All 3 labs are done."* ]]
    [[ $output != *"you are here"* ]]
}

# bats test_tags=once-1
@test "the first that is not complete is the place, and its first failure is told" {
    half 02_two
    lab 03_three <<<'return 8 + argc;'
    run -1 scripts/check.sh
    [[ ${lines[0]} == "shared memory labs   ###########.........."*"1 of 3 labs"*"5 of 9 points" ]]
    [[ ${lines[2]} == *"02_two"*" 2/3   <- you are here" ]]
    [[ ${lines[3]} == *"03_three"*" 0/3" ]]
    [[ $output == *"02.2 "*"it takes no argument"*"0 of 1"* ]]
    [[ $output == *"did       02_two "* ]]
    [[ $output == *"expected  exit 2"*"saw       exit 0"* ]]
    [[ $output != *"03.1"* ]]
    [[ $output == *"next: labs/02_two.c"*"make hint LAB=02"* ]]
}

# bats test_tags=once-1
@test "the block says why, where to read, and a command that repeats it" {
    lab 02_two <<<'return 8 + argc;'
    run -1 scripts/check.sh
    [[ $output == *"why       a name is known by being told"* ]]
    [[ $output == *"read      printf(3)"* ]]
    half 02_two
    run -1 scripts/check.sh
    did=$(grep '  did ' <<<"$output")
    again=$(sed -n 's/^  again *//p' <<<"$output")
    [[ $again == "make check LAB=02 CHECK=2 SEED="* ]]
    run -2 sh -c "$again"
    [ "$(grep '  did ' <<<"$output")" = "$did" ]
}

# bats test_tags=once-1
@test "--all tells every check that fails, of every lab asked for" {
    lab 02_two <<<'return 8 + argc;'
    half 03_three
    run -1 scripts/check.sh --all
    [[ $output == *"02.1 "*"02.2 "*"03.2 "* ]]
    run -1 scripts/check.sh --all 3
    [[ $output != *"02.1 "* ]]
    run -2 make check ALL=1
    [[ $output == *"02.1 "*"02.2 "*"03.2 "* ]]
}

# bats test_tags=once-1
@test "a lab is named 3, 03 or 03_three, also to make, and it alone is judged" {
    half 03_three
    for name in 3 03 03_three; do
        run -1 scripts/check.sh "$name"
        [[ $output == *"03.2 "* ]]
        [ ! -e build/check/01_one ]
    done
    [[ $output == *"01_one"*"not checked yet"* ]]
    run -2 make check LAB=03
    [[ $output == *"03.2 "* ]]
    run -0 make check LAB="01 02"
    [ "$(inode 01_one)" != "" ]
}

# bats test_tags=once-1
@test "a lab that is done is told once, and where to go on" {
    half 01_one
    half 02_two
    run -1 scripts/check.sh
    [[ $output != *"done."* ]]
    solve 01_one
    run -1 scripts/check.sh
    [[ $output == *"01_one is done.  On to 02_two."*"02.2 "* ]]
    run -1 scripts/check.sh
    [[ $output != *"done."* ]]
}

# bats test_tags=once-1
@test "--tsv: six fields for each check, and nothing else on stdout" {
    half 02_two
    lab 03_three <<<'nonsense;'
    run -1 --separate-stderr scripts/check.sh --tsv
    [ "${#lines[@]}" = 6 ]
    [ "$(awk -F'\t' 'NF != 6' <<<"$output")" = "" ]
    [ "${lines[2]}" = $'02_two\tsays\t2\t2\tpass\tit says which one it is' ]
    [[ ${lines[3]} == $'02_two\talone\t0\t1\tfail\tit takes no argument: expected exit 2; saw exit 0'* ]]
    [[ ${lines[4]} == $'03_three\tsays\t0\t2\tfail\t'*": does not compile: labs/03_three.c:"*"error:"* ]]
    run -0 scripts/check.sh --tsv 1
    [ "${#lines[@]}" = 2 ]
}

# bats test_tags=once-1
@test "what does not compile is told first, in the compiler's words, and is worth 0" {
    run -0 scripts/check.sh
    lab 02_two <<<'return missing;'
    run -1 scripts/check.sh
    [ "${lines[0]}" = 'labs/02_two.c does not compile' ]
    [[ $output == *"labs/02_two.c:9:"*"error:"*"missing"* ]]
    [[ $output == *"02_two"*" 0/3  does not compile   <- you are here"* ]]
    [[ $output == *"03_three"*" 3/3"* ]]
    [[ $output != *"make"*"Error"* && $output != *"/bin/sh"* ]]
    # The program of before is not judged in its place, also not by name.
    run -1 scripts/check.sh --check says 2
    [[ $output == *"does not compile"* && $output != *"2 of 2"* ]]
}

# bats test_tags=once-1
@test "the compiler may speak any language" {
    german=$BATS_TEST_TMPDIR/german # CC knows no names with a space
    printf '#!/bin/sh\necho "%s" >&2\nexit 1\n' "labs/02_two.c: In Funktion main:
labs/02_two.c:9:5: Warnung: Variable wird nicht verwendet [-Wunused-variable]
labs/02_two.c:9:9: Fehler: x nicht deklariert" >"$german"
    chmod +x "$german"
    rm -r build/labs/02_two
    CC=$german run -1 scripts/check.sh --tsv 2
    [[ ${lines[0]} == *": does not compile: labs/02_two.c:9:9: Fehler: x nicht deklariert" ]]
}

# bats test_tags=once-1
@test "a warning is shown each time, and costs nothing" {
    lab 02_two <<<'int unused; return argc > 1 ? 2 : puts("02_two") < 0;'
    for _ in 1 2; do
        run -0 scripts/check.sh
        [ "${lines[0]}" = 'labs/02_two.c: the compiler warns' ]
        [[ $output == *"labs/02_two.c:9:"*"warning:"*"unused"* ]]
        [[ $output == *"02_two"*" 3/3"* ]]
    done
    solve 02_two
    run -0 scripts/check.sh
    [[ $output != *"warn"* ]]
}

# bats test_tags=once-1
@test "words of the compiler without end, or binary, are cut" {
    for i in $(seq 200); do echo "int a$i = b$i;"; done >labs/01_one.c
    run -1 scripts/check.sh
    [ "${#lines[@]}" -lt 40 ]
    [[ $output == *"more lines: make check ALL=1"* ]]
    head -c 100000 /dev/urandom >labs/01_one.c
    scripts/check.sh >out || [ "$?" = 1 ]
    [ "$(wc -c <out)" -lt 20000 ]
    [ "$(tr -d '\000-\010\013-\037\177' <out | wc -c)" = "$(wc -c <out)" ]
}

@test "a source that is not there, or cannot be read, is told; no old program is judged" {
    run -0 scripts/check.sh
    mv labs/02_two.c aside
    run -1 scripts/check.sh
    [[ $output == *"02_two"*" 0/3  labs/02_two.c cannot be read"* ]]
    [[ $output == *"make reset LAB=02"* ]]
    mkdir labs/02_two.c
    run -1 scripts/check.sh
    rmdir labs/02_two.c
    mv aside labs/02_two.c
    run -0 scripts/check.sh
}

# bats test_tags=once-1
@test "a CDPATH of the caller leads to no other tree" {
    mkdir -p "$BATS_TEST_TMPDIR/other/scripts"
    export CDPATH=$BATS_TEST_TMPDIR/other
    run -0 scripts/check.sh --tsv
    [[ ${lines[0]} == 01_one$'\t'* ]]
    for script in hint diff reset watch inspect judge claims race demo need test; do
        run -0 sh "scripts/$script.sh" --help
        [[ $output != *"$BATS_TEST_TMPDIR/other"* ]]
    done
    cd "$TOP"
    run -0 scripts/claims.sh 4.2
    [[ ${lines[0]} == 4.2* ]]
    run -0 scripts/judge.sh build/solutions 01
}

# bats test_tags=once-1
@test "only what has changed is judged again" {
    run -0 scripts/check.sh
    one=$(inode 01_one) two=$(inode 02_two) three=$(inode 03_three)
    half 02_two
    run -1 scripts/check.sh
    [ "$(inode 01_one)" = "$one" ]
    [ "$(inode 03_three)" = "$three" ]
    [ "$(inode 02_two)" != "$two" ]
    two=$(inode 02_two)
    # Neither a new time nor a question of another kind is a change.
    touch labs/*.c
    run -1 scripts/check.sh --all
    run -1 scripts/check.sh --tsv
    [ "$(inode 02_two)" = "$two" ]
    [ "$(inode 01_one)" = "$one" ]
    echo '# another' >>tests/labs/03_three/rubric.sh
    run -1 scripts/check.sh
    [ "$(inode 03_three)" != "$three" ]
    [ "$(inode 02_two)" = "$two" ]
}

# bats test_tags=once-1
@test "the verbs, the judge, the Makefile, CC and CFLAGS concern all labs" {
    run -0 scripts/check.sh
    for change in 'echo "# another" >>tests/labs/words.sh' \
        'echo "# another" >>Makefile' 'export CFLAGS=-O0' 'export CC="cc -g"' \
        'echo "/* another */" >>tests/judge/text.c'; do
        one=$(inode 01_one) three=$(inode 03_three)
        eval "$change"
        run -0 scripts/check.sh
        [ "$(inode 01_one)" != "$one" ]
        [ "$(inode 03_three)" != "$three" ]
    done
}

# bats test_tags=once-1
@test "an older version that is moved over a newer one is judged" {
    half 02_two
    touch -d '2 days ago' labs/02_two.c
    mv labs/02_two.c old
    solve 02_two
    run -0 scripts/check.sh
    mv old labs/02_two.c
    run -1 scripts/check.sh
    [[ $output == *"02.2 "* ]]
}

# bats test_tags=once-1
@test "where nothing has changed one process is started: cksum" {
    half 02_two
    run -1 scripts/check.sh
    expected=$output
    mkdir bin
    ln -s "$(command -v cksum)" bin/
    PATH=$tree/bin run -1 scripts/check.sh
    [ "$output" = "$expected" ]
}

# bats test_tags=once-1
@test "--seed and --check judge again, and keep nothing" {
    half 02_two
    run -1 scripts/check.sh
    before=$(inode 01_one; inode 02_two; cat build/check/0*)
    run -1 scripts/check.sh --seed 7 --check 2 2
    did=$(grep '  did ' <<<"$output")
    [[ $output == *"SEED=7"* && $output != *"shared memory labs"* ]]
    run -1 scripts/check.sh --seed 8 --check alone 2
    [ "$(grep '  did ' <<<"$output")" != "$did" ]
    run -0 scripts/check.sh --check says 2
    [[ $output == "02.1 "*"2 of 2" ]]
    run -1 scripts/check.sh --seed 7
    [[ $output == *"$did"* && $output == *"shared memory labs"* ]]
    [ "$(inode 01_one; inode 02_two; cat build/check/0*)" = "$before" ]
}

# bats test_tags=once-1
@test "a result that is half, or nonsense, counts as none" {
    run -0 scripts/check.sh
    for nonsense in '' 'ok' 'ok x y z' $'\1\2\3' 'ok 99999999999999999999 3 0'; do
        printf '%s' "$nonsense" >build/check/02_two
        run -0 scripts/check.sh
        [[ $output == *"02_two"*" 3/3"* ]]
    done
    rm -f build/labs/02_two
    run -0 scripts/check.sh
    [ -x build/labs/02_two ]
}

# bats test_tags=once-1
@test "wrong usage is exit 2, and says what was expected" {
    run -2 scripts/check.sh --frobnicate
    run -2 scripts/check.sh 9
    [[ $output == *"expected a lab such as 03, found '9'"* ]]
    run -2 scripts/check.sh ../01_one
    run -2 scripts/check.sh --seed
    run -2 scripts/check.sh --seed 1x 1
    run -2 scripts/check.sh --check 1
    [[ $output == *"--check needs one lab"* ]]
    run -2 scripts/check.sh --check 9 1
    for seconds in x 0 -1 '1 2' 1.2.3 $'1\n2'; do
        JUDGE_SECONDS=$seconds run -2 scripts/check.sh
        [[ $output == *"expected a number of seconds"*"found '$seconds'"* ]]
    done
    run -0 scripts/check.sh --help
}

# bats test_tags=once-1
@test "it works from anywhere, with make -j, and with busybox' shell" {
    cd /
    run -0 "$tree/scripts/check.sh"
    run -0 make -C "$tree" -j2 check
    [[ $output != *warning* ]]
    half 02_two 2>/dev/null || cd "$tree"
    half 02_two
    command -v busybox >/dev/null || skip "no busybox"
    run -1 busybox sh scripts/check.sh
    [[ $output == *"02.2 "* ]]
}

# bad BODY: lab 02 is that, and is told so; nothing of it is left.
bad() {
    segments=$(ids shm) sets=$(ids sem)
    lab 02_two <<<"$1"
    run -1 scripts/check.sh
    [[ $output == *"02_two"*"/3   <- you are here"*"02."*"expected "*"saw "* ]]
    [[ $output == *"03_three"*" 3/3"* ]]
    left=$(at_work || true)
    [ "$left" = "" ]
    [ "$(ids shm)" = "$segments" ]
    [ "$(ids sem)" = "$sets" ]
}

# bats test_tags=once-1
@test "a program that loops, also one that ignores SIGTERM, is ended and told" {
    JUDGE_SECONDS=1 bad 'for (;;) (void)argc;'
    [[ $output == *"still running after 1 s"* ]]
    JUDGE_SECONDS=1 bad 'signal(SIGTERM, SIG_IGN); signal(SIGINT, SIG_IGN); for (;;) (void)argc;'
    [[ $output == *"still running after 1 s"* ]]
}

# bats test_tags=once-1
@test "a program that crashes, or waits for input, is told" {
    bad 'raise(SIGSEGV); return argc;'
    [[ $output == *"Segmentation fault"* ]]
    bad 'while (getchar() != EOF) argc = 1; return 9 + argc;'
    [[ $output == *"exit 10"* ]]
}

# bats test_tags=once-1
@test "a megabyte, and bytes that are no text, are told in a few lines" {
    bad '(void)argc; for (;;) puts("0123456789abcdef");'
    [[ $output == *"stopped: it wrote more than"* ]]
    [ "${#output}" -lt 4000 ]
    bad '(void)argc; for (int i = 0; i < 256; i++) putchar(i); return 0;'
    [[ $output != *$'\033'* && $output != *$'\001'* ]]
}

@test "what a program leaves behind is told, and is gone" {
    need_namespaces
    bad '(void)argc; puts("02_two"); return shmget(77, 5, IPC_CREAT | 0600) < 0;'
    [[ $output == *"segment 0, key 0x0000004d"* ]]
    bad '(void)argc; puts("02_two"); fflush(stdout); if (fork() == 0) pause(); return 0;'
}

# Bounded, and small: where no limit holds (the kernel knows none for the user
# root) a real one would take the machine that runs the tests.
# bats test_tags=once-2
@test "a program that forks on and on is ended, with all it made" {
    need_namespaces
    bad '(void)argc; for (int i = 0; i < 6; i++) fork(); for (;;) pause();'
    [[ $output == *"still running after 2 s"* ]]
}

# bats test_tags=once-1
@test "a lab whose compilation does not end is ended by Ctrl-C, and nothing is kept" {
    slow=$BATS_TEST_TMPDIR/slow # CC knows no names with a space
    printf '#!/bin/sh\n: >"started.$$"\nexec cat fifo\n' >"$slow"
    chmod +x "$slow"
    mkfifo fifo
    run -0 scripts/check.sh
    results=$(cat build/check/0*)
    half 02_two
    # All three: make takes a Ctrl-C for one that it is just about to start.
    all() { [ "$(find . -name 'started.*' | wc -l)" = 3 ]; }
    CC=$slow interrupted all
    [ "$(cat build/check/0*)" = "$results" ]
    run -1 scripts/check.sh
    [[ $output == *"02.2 "* ]]
}

# interrupted CONDITION...: when it holds, Ctrl-C; that is exit 130, and nothing
# of ours is left.
interrupted() {
    need_signals
    segments=$(ids shm)
    env --default-signal=INT setsid scripts/check.sh >/dev/null \
        2>"$BATS_TEST_TMPDIR/words" 3>&- &
    pid=$!
    eventually "$@"
    kill -s INT -- "-$pid"
    eventually reaped "$pid" || kill -s KILL -- "-$pid"
    status=0
    wait "$pid" || status=$?
    [ "$status" = 130 ]
    idle() { ! alive "-$pid" && ! at_work; }
    eventually idle
    empty() { [ -z "$(ls -A "$TMPDIR")" ]; }
    eventually empty
    [ "$(ids shm)" = "$segments" ]
}

# bats test_tags=once-2
@test "the judge gets ready beside the compiler, but not one that is out of date" {
    slow=$BATS_TEST_TMPDIR/slow # CC knows no names with a space
    printf '#!/bin/sh\n: >started\nread -r _ <fifo\nexec cc "$@"\n' >"$slow"
    chmod +x "$slow"
    mkfifo fifo
    CC=$slow scripts/check.sh --seed 1 02 >out 3>&- &
    pid=$!
    eventually test -e started
    ready() { at_work | grep -q /tools/judge; }
    eventually ready
    echo >fifo
    wait "$pid"
    grep -q '^  02_two *3/3' out
    # Whose words are these?
    sed 's/checks passed/checks went well/' tests/judge/main.c >main.c
    mv main.c tests/judge/
    run -0 scripts/check.sh 02
    grep -q 'checks went well' build/check/new/text
}

@test "Ctrl-C while programs run: exit 130, no process, no segment, no result" {
    run -0 scripts/check.sh
    results=$(cat build/check/0*)
    lab 02_two <<<'(void)argc; shmget(IPC_PRIVATE, 5, 0600); for (;;) ;'
    runs() { at_work | grep -q 02_two; }
    JUDGE_SECONDS=30 interrupted runs
    [ "$(cat build/check/0*)" = "$results" ]
    half 02_two
    run -1 scripts/check.sh
    [[ $output == *"02.2 "* ]]
}

# bats test_tags=once-2
@test "two checks at once: the second waits, and finds all done" {
    command -v flock >/dev/null || skip "no flock"
    mkdir -p build/check/new
    exec 8>build/check/lock
    flock 8
    scripts/check.sh >one 2>one.err 8>&- 3>&- &
    first=$!
    scripts/check.sh >two 2>two.err 8>&- 3>&- &
    second=$!
    eventually grep -q 'waiting for another check' one.err
    eventually grep -q 'waiting for another check' two.err
    exec 8>&-
    wait "$first"
    wait "$second"
    cmp one two
    grep -q '9 of 9 points' one
    # A Ctrl-C while it waits.
    exec 8>build/check/lock
    flock 8
    half 02_two
    waits() { grep -qs 'waiting for another' "$BATS_TEST_TMPDIR/words"; }
    interrupted waits 8>&-
    exec 8>&-
}

# bats test_tags=once-1
@test "without flock two checks take turns, and a dead one's lock stops nobody" {
    mkdir bin
    for tool in cksum mkdir rm mv awk sed cat mktemp sleep make cc as ld uname; do
        ln -s "$(command -v "$tool")" bin/
    done
    ln -s "$(command -v sh)" bin/
    mkdir -p build/check/locked
    sh -c 'exit 0' &
    dead=$!
    wait "$dead"
    echo "$dead" >build/check/locked/pid
    PATH=$tree/bin run -0 scripts/check.sh
    [ ! -e build/check/locked ]
    half 02_two
    mkdir build/check/locked
    echo $$ >build/check/locked/pid
    PATH=$tree/bin scripts/check.sh >out 2>err 3>&- &
    pid=$!
    eventually grep -q 'waiting for another check' err
    rm -r build/check/locked
    status=0
    wait "$pid" || status=$?
    [ "$status" = 1 ]
    grep -q '^02.2 ' out
    [ ! -e build/check/locked ]
}

# read_only COMMAND...: with a tree that cannot be written, whoever we are.
read_only() {
    if [ "$(id -u)" = 0 ]; then
        unshare --mount sh -c 'mount --bind "$1" "$1" &&
            mount -o remount,ro,bind "$1" && cd "$1" && shift && exec "$@"' \
            sh "$tree" "$@"
    else
        chmod -R a-w .
        local status=0
        "$@" || status=$?
        chmod -R u+w .
        return "$status"
    fi
}

@test "a read-only tree is judged in a temporary folder, and says so" {
    [ "$(id -u)" != 0 ] || unshare --mount true || skip "no mount namespaces"
    half 02_two
    run -1 read_only scripts/check.sh
    [[ $output == *"; building in $TMPDIR/"* ]]
    [[ $output == *"02_two"*" 2/3   <- you are here"*"02.2 "* ]]
    TMPDIR=$tree run -3 read_only scripts/check.sh
    [[ $output == *"or set TMPDIR to another folder"* ]]
    # What is known already needs no place to write to.
    run -1 scripts/check.sh
    TMPDIR=$tree run -1 read_only scripts/check.sh
}

# bats test_tags=once-1
@test "without a compiler or make it names what is missing, exit 3" {
    mkdir bin
    for tool in cksum mkdir rm sed cat sh flock mktemp tr id; do
        ln -s "$(command -v "$tool")" bin/ || true
    done
    PATH=$tree/bin run -3 scripts/check.sh
    [[ $output == *"missing: cc make"* ]]
    CC=no-such-compiler run -3 scripts/check.sh
    [[ $output == *"no-such-compiler"* ]]
}

# bats test_tags=once-1
@test "a judge that cannot be built is exit 3, with make's words" {
    echo nonsense >>tests/judge/text.c
    run -3 scripts/check.sh
    [[ $output == *"text.c:"*"error:"*"expected make to build the judge"* ]]
    # Also where one of before is there, and a lab does not compile either.
    lab 02_two <<<'nonsense'
    run -3 scripts/check.sh
}

# bats test_tags=once-1
@test "a broken rubric is exit 3, is told, and its result is not kept" {
    printf 'check_bad() {\n    claim 1 "bad"\n    nonsense\n}\n' \
        >>tests/labs/02_two/rubric.sh
    for _ in 1 2; do
        run -3 scripts/check.sh
        [[ $output == *"02.3 "*"not your fault"* ]]
    done
    run -3 scripts/check.sh 2
}

# bats test_tags=once-1
@test "plain lines where no terminal is, colour on one, and none with NO_COLOR" {
    half 02_two
    run -1 scripts/check.sh
    [[ $output != *$'\033'* && $output != *$'\r'* ]]
    need_terminal
    terminal() { TERM=$1 script -qec 'scripts/check.sh' /dev/null </dev/null; }
    run terminal xterm
    [[ $output == *$'\033[3'*"you are here"* ]]
    run terminal dumb
    [[ $output != *$'\033'* && $output == *"you are here"* ]]
    NO_COLOR=1 run terminal xterm
    [[ $output != *$'\033[3'* && $output == *"you are here"* ]]
}

@test "what this machine cannot judge counts for nothing, and is said" {
    cp "$TOP/solutions/06_shm_lock.c" labs/01_one.c
    sed 's/06_shm_lock/01_one/' "$TOP/tests/labs/06_shm_lock/rubric.sh" >tests/labs/01_one/rubric.sh
    limited=(prlimit --memlock=0:0)
    [ "$(id -u)" != 0 ] || limited+=(setpriv --bounding-set -ipc_lock)
    run -0 "${limited[@]}" scripts/check.sh --all
    [[ $output == *"   2 of 3 labs   6 of 6 points"*"All that can be judged here is done."* ]]
    [[ $output == *$'\n  01_one '*' 0/0  '*' not judged here'$'\n'* ]]
    [[ $output == *"RLIMIT_MEMLOCK (ulimit -l) is 0 kB"* ]]
    [[ $output == *"checks not judged on this machine, and not counted: "[1-9]* ]]
    run -0 scripts/check.sh
    [[ $output == *"   3 of 3 labs   16 of 16 points"* && $output != *"not judged here"* ]]
}

@test "judged without namespaces it says so; as soon as they are allowed, again" {
    [ "$(id -u)" = 0 ] || skip "only root can forbid them"
    need_namespaces
    unshare --user --map-root-user true 2>/dev/null || skip "no user namespaces here"
    cp "$TOP/solutions/02_shmget.c" labs/01_one.c
    sed 's/02_shmget/01_one/' "$TOP/tests/labs/02_shmget/rubric.sh" >tests/labs/01_one/rubric.sh
    chmod -R a+rwX "$BATS_TEST_TMPDIR"
    run -0 unshare --user --map-root-user sh -c '
        echo 0 >/proc/sys/user/max_user_namespaces &&
        echo 0 >/proc/sys/user/max_ipc_namespaces && exec scripts/check.sh'
    [[ $output == *"note: checks not judged on this machine, and not counted: "[1-9]* ]]
    one=$(inode 01_one)
    run -0 scripts/check.sh
    [[ $output != *"note:"* ]]
    [ "$(inode 01_one)" != "$one" ]
}

# bats test_tags=once-1
@test "output that cannot be written is exit 3" {
    run -3 sh -c 'scripts/check.sh >/dev/full'
    run -3 sh -c 'scripts/check.sh --tsv >/dev/full'
}
