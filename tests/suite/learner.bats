#!/usr/bin/env bats
# scripts/hint.sh, diff.sh and reset.sh: help by the spoonful, and nothing that
# a learner wrote is ever lost.  On small labs of our own.

load helpers

setup() {
    export TMPDIR=$BATS_TEST_TMPDIR/tmp NEED_INSTALL=no
    unset CC CFLAGS MAKEFLAGS NO_COLOR
    mkdir "$TMPDIR"
    tree="$BATS_TEST_TMPDIR/a tree"
    mkdir -p "$tree"/{labs,solutions,scripts,tests/labs,build/tools}
    cp -p "$TOP/Makefile" "$tree/"
    cp -p "$TOP"/scripts/*.sh "$tree/scripts/"
    cp -Rp "$TOP/tests/judge" "$tree/tests/"
    cp -p "$TOP/tests/labs/words.sh" "$tree/tests/labs/"
    cp -p "$TOP"/build/tools/* "$tree/build/tools/"
    cd "$tree"
    for lab in 01_one 02_two; do
        mkdir "tests/labs/$lab"
        cat <<END >"tests/labs/$lab/rubric.sh"
check_says() {
    claim 1 'it tells its name'
    run $lab
    prints '$lab\n'
}
check_ends() {
    claim 1 'it ends well'
    run $lab
    exits 0
}
END
        echo 'int main(void) { return 1; }' >"tests/labs/$lab/skeleton.c"
        cp "tests/labs/$lab/skeleton.c" "labs/$lab.c"
        solution "$lab" 0 >"solutions/$lab.c"
    done
    cat >tests/labs/01_one/hints.txt <<'END'
# Not a hint.
[start]
Begin at main.

[check_says]
There is a function
for that.

# Nor is this.
puts(3).
[check_ends]
Nought.
END
}

teardown() {
    [ -z "$(ls -A "$TMPDIR")" ]
}

# solution NAME STATUS: what tells its name and ends so.
solution() {
    printf '#include <stdio.h>\nint main(void)\n{\n    puts("%s");\n%s}\n' \
        "$1" "    return $2;"
}

# On a terminal, with this typed.
terminal() {
    # shellcheck disable=SC2059
    printf "$1" | TERM=xterm script -qec "$2" /dev/null
}

# bats test_tags=once-1
@test "hints come one at a time, the plainest last, then the solution is named" {
    run -0 scripts/hint.sh 1
    [[ $output == "01.1  it tells its name"*"hint 1 of 3"*"Begin at main."*"More: make hint LAB=01" ]]
    [[ $output != *"function"* && $output != *"Not a hint"* ]]
    run -0 make hint LAB=01
    [[ $output == *"hint 2 of 3"*"  There is a function"*"  for that."* ]]
    run -0 scripts/hint.sh 01_one
    [[ $output == *"hint 3 of 3"*"puts(3)."*"make diff LAB=01" ]]
    [[ $output != *"Nor is this"* ]]
    run -0 scripts/hint.sh 1
    [[ $output == *"hint 3 of 3"*"There are no more."*"make diff LAB=01" ]]
}

# bats test_tags=once-1
@test "the hint is for what fails now, and starts over after a pass" {
    for _ in 1 2; do run -0 scripts/hint.sh 1; done
    solution 01_one 1 >labs/01_one.c
    run -0 scripts/hint.sh 1
    [[ $output == "01.2  it ends well"*"hint 1 of 1"*"Nought."* ]]
    # From now on 01.1 fails alone: it is not its first time, but it passed.
    echo 'int main(void) { return 0; }' >labs/01_one.c
    run -0 scripts/hint.sh 1
    [[ $output == "01.1 "*"hint 1 of 2"*"There is a function"* ]]
    run -0 scripts/hint.sh 1
    [[ $output == *"hint 2 of 2"* ]]
    solution 01_one 1 >labs/01_one.c
    run -1 scripts/check.sh 1
    echo 'int main(void) { return 0; }' >labs/01_one.c
    run -0 scripts/hint.sh 1
    [[ $output == "01.1 "*"hint 1 of 2"* ]]
}

@test "without LAB the hint is for the first lab that is not complete" {
    run -0 scripts/hint.sh
    [[ $output == "01.1 "* ]]
    cp solutions/01_one.c labs/
    run -1 scripts/hint.sh
    [[ $output == "02.1 "*"No hint is written"*"make check LAB=02" ]]
    cp solutions/02_two.c labs/
    run -0 scripts/hint.sh
    [[ $output == "Nothing fails."* ]]
    run -0 scripts/hint.sh 2
    [[ $output == "Nothing fails."* ]]
}

# bats test_tags=once-1
@test "what does not compile, or is not there, needs no hint" {
    echo nonsense >labs/01_one.c
    run -1 scripts/hint.sh 1
    [[ $output == "01_one does not compile"*"make check LAB=01" ]]
    rm labs/01_one.c
    run -1 scripts/hint.sh 1
    [[ $output == *"make reset LAB=01" ]]
}

# bats test_tags=once-1
@test "a spoilt memory of hints starts over" {
    run -1 scripts/check.sh
    printf 'start x\nstart\n\n' >build/check/01_one.hints
    run -0 scripts/hint.sh 1
    [[ $output == *"hint 1 of 3"* ]]
}

# bats test_tags=once-1
@test "every lab has hints: to start, and for checks that its rubric has" {
    for file in "$TOP"/tests/labs/*/rubric.sh; do
        hints=${file%/*}/hints.txt
        grep -qx '\[start\]' "$hints"
        for name in $(sed -n 's/^\[\(check_\)\{0,1\}\(.*\)\]$/\2/p' "$hints"); do
            [ "$name" = start ] || grep -q "^check_$name() {" "$file" ||
                { echo "$hints: no check $name" && false; }
        done
    done
}

# bats test_tags=once-1
@test "diff shows the solution of a lab that passes, and - is ours to change" {
    { cat solutions/01_one.c && echo '/* mine */'; } >labs/01_one.c
    run -0 scripts/diff.sh 1
    [[ $output == *"-/* mine */"* ]]
    run -0 make diff LAB=01
    cp solutions/01_one.c labs/
    run -0 scripts/diff.sh 01
    [[ $output == *"byte by byte"* ]]
}

# bats test_tags=once-1
@test "before it passes diff asks; without a terminal it wants --yes" {
    need_terminal
    run -1 scripts/diff.sh 1 </dev/null
    [[ $output == *"0 of 2 points"*"--yes"* && $output != *"puts"* ]]
    run -0 scripts/diff.sh --yes 1 </dev/null
    [[ $output == *'+    puts("01_one");'* ]]
    run -1 terminal 'n\n' 'scripts/diff.sh 1'
    [[ $output == *"[y/N]"*"not shown"* && $output != *"puts"* ]]
    run -1 terminal '\n' 'scripts/diff.sh 1'
    run -0 terminal 'y\n' 'scripts/diff.sh 1'
    [[ $output == *"puts"* ]]
}

# bats test_tags=once-1
@test "diff has colour on a terminal, where diff knows how, and none elsewhere" {
    need_terminal
    diff --color=always /dev/null /dev/null || skip "a diff without colour"
    run -0 terminal '' 'scripts/diff.sh --yes 1'
    [[ $output == *$'\033['* ]]
    NO_COLOR=1 run -0 terminal '' 'scripts/diff.sh --yes 1'
    [[ $output != *$'\033['* ]]
    run -0 scripts/diff.sh --yes 1
    [[ $output != *$'\033['* ]]
}

@test "reset brings the skeleton, and keeps each of yours" {
    for n in 1 2; do
        echo "/* mine $n */" >labs/01_one.c
        run -0 scripts/reset.sh --yes 1
        cmp labs/01_one.c tests/labs/01_one/skeleton.c
        [ "$(cat "build/backup/01_one.c.$n")" = "/* mine $n */" ]
    done
    [ "$(cat build/backup/01_one.c.1)" = "/* mine 1 */" ]
    run -0 scripts/reset.sh 1
    [[ $output == *"is the skeleton already"* ]]
    [ "$(ls build/backup | wc -l)" = 2 ]
    [ "$(ls -A labs)" = "$(printf '01_one.c\n02_two.c')" ]
}

# bats test_tags=once-1
@test "reset asks; without a terminal it wants --yes, and nothing has changed" {
    need_terminal
    echo '/* mine */' >labs/01_one.c
    run -1 scripts/reset.sh 1 </dev/null
    [[ $output == *"--yes"* ]]
    run -1 terminal 'n\n' 'scripts/reset.sh 1'
    [ "$(cat labs/01_one.c)" = '/* mine */' ]
    [ "$(ls -A labs)" = "$(printf '01_one.c\n02_two.c')" ]
    run -0 terminal 'y\n' 'make -s reset LAB=01'
    cmp labs/01_one.c tests/labs/01_one/skeleton.c
}

@test "reset works after make clean, after a commit, and without the file" {
    make -s clean
    rm labs/01_one.c
    run -0 scripts/reset.sh 1 </dev/null
    cmp labs/01_one.c tests/labs/01_one/skeleton.c
    [ ! -e build/backup ]
    # Whatever a learner has committed.
    if command -v git >/dev/null; then
        echo '/* mine */' >labs/01_one.c
        git init -q . && git add .
        git -c user.name=x -c user.email=x@example.org commit -qm mine
        run -0 scripts/reset.sh --yes 1
        cmp labs/01_one.c tests/labs/01_one/skeleton.c
        [ "$(cat build/backup/01_one.c.1)" = '/* mine */' ]
    fi
}

@test "without the skeleton reset says where to get it, exit 3, and yours stays" {
    echo '/* mine */' >labs/01_one.c
    rm tests/labs/01_one/skeleton.c
    run -3 scripts/reset.sh --yes 1
    [[ $output == *"expected the skeleton in tests/labs/01_one/skeleton.c"* ]]
    [ "$(cat labs/01_one.c)" = '/* mine */' ]
    [ "$(ls -A labs)" = "$(printf '01_one.c\n02_two.c')" ]
}

@test "a backup that cannot be written leaves yours as it was" {
    echo '/* mine */' >labs/01_one.c
    : >build/backup
    run -3 scripts/reset.sh --yes 1
    [[ $output == *"labs/01_one.c is as it was"* ]]
    [ "$(cat labs/01_one.c)" = '/* mine */' ]
    [ "$(ls -A labs)" = "$(printf '01_one.c\n02_two.c')" ]
}

# bats test_tags=once-2
@test "the skeletons are those of labs/, as far as git knows labs/ untouched" {
    # A learner's labs are no skeletons: where there is no git only who has no
    # gap filled is asked.
    for file in "$TOP"/tests/labs/*/skeleton.c; do
        lab=${file%/*}
        lab=labs/${lab##*/}.c
        mine=$TOP/$lab
        changed=0
        git -C "$TOP" diff --quiet HEAD -- "$lab" 2>/dev/null || changed=$?
        [ "$changed" != 1 ] || continue
        [ "$(grep -c 'errno = ENOSYS;' "$mine")" != \
            "$(grep -c 'errno = ENOSYS;' "$file")" ] || cmp "$file" "$mine"
    done
}

# bats test_tags=once-1
@test "wrong usage is exit 2" {
    for script in hint diff reset; do
        run -2 "scripts/$script.sh" --frobnicate
        run -2 "scripts/$script.sh" 9
        run -2 "scripts/$script.sh" 1 2
        run -0 "scripts/$script.sh" --help
    done
    run -2 scripts/diff.sh
    run -2 scripts/reset.sh ../x
}

# bats test_tags=once-1
@test "make clean keeps backups" {
    mkdir -p build/backup build/labs
    echo mine >build/backup/01_one.c.1
    make -s clean
    [ "$(find build -type f)" = build/backup/01_one.c.1 ]
    rm -r build/backup
    mkdir build/labs
    make -s clean
    [ ! -e build ]
}

# bats test_tags=once-2
@test "a merge keeps a lab that is solved, and renews one that is not" {
    command -v git >/dev/null || skip "no git here"
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a \
        GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
    cp "$TOP/.gitattributes" .
    git init -q -b main . && git add labs .gitattributes && git commit -qm one
    # What the tutorial says is what is done here.
    said=$(sed -n '/^### Your labs under git/,/^##* [^Y]/s/  *#.*//; /^git /p' "$TOP/TUTORIAL.md")
    git clone -q . "$BATS_TEST_TMPDIR/mine"
    cd "$BATS_TEST_TMPDIR/mine"
    eval "$(sed -n 1,2p <<<"$said")"
    solution 01_one 0 >labs/01_one.c
    cp labs/01_one.c solved.c
    eval "$(sed -n 3p <<<"$said")"
    cd "$tree"
    sed -i 's/return 1/return 11/' labs/*.c && git commit -qam two
    cd "$BATS_TEST_TMPDIR/mine"
    eval "$(sed -n 4p <<<"$said") -q --no-edit"
    cmp labs/01_one.c solved.c
    grep -q 'return 11' labs/02_two.c
}
