#!/usr/bin/env bats
# The documents tell the truth: quotes.sh runs what they quote, and misses no
# change of it.

# bats file_tags=once-2

load helpers

# A small project of its own, where quotes.sh is at home.
setup() {
    project=$BATS_TEST_TMPDIR/project
    mkdir -p "$project"/{labs,scripts,solutions,tests/labs/{one,03}}
    cp -R "$TOP/tests/docs" "$project/tests/"
    cd "$project"
    printf '%s\n' 'build: ## nothing to do' $'check:\n\t@echo $(LAB) $(CHECK)' \
        >Makefile
    printf '%s\n' 'int main(void)' '{' '    int id = 1;' '' '    if (id)' \
        '        return 0;' '    return 1;' '}' >solutions/one.c
    echo 'skeleton' >tests/labs/one/skeleton.c
    echo 'solved' >labs/one.c
    echo 'echo one' >scripts/one.sh
}

teardown() {
    # shellcheck disable=SC2046
    [ -z "${word-}" ] || kill $(processes "$word") 2>/dev/null || :
    [ -z "${temporary-}" ] || rm -rf "$temporary"
}

quotes() {
    tests/docs/quotes.sh "$@"
}

doc() {
    cat >doc.md
}

# The document is true, as far as that can be told without a session.
holds() {
    run -0 quotes static doc.md
    [ "$output" = "" ]
}

# fails LINE TEXT [LINE TEXT...]: it is not, and for these reasons only.
fails() {
    run -1 quotes static doc.md
    while [ $# -gt 0 ]; do
        [[ $output == *"doc.md:$1: "*"$2"* ]]
        output=$(grep -v "^doc.md:$1:" <<<"$output" || :)
        shift 2
    done
    [ "$(grep '^doc.md:' <<<"$output")" = "" ]
}

# fragment INFO [LINE...]: a document of one block, on line 3.
fragment() {
    printf '%s\n' '# Title' '' "\`\`\`$1" "${@:2}" '```' >doc.md
}

# right INFO [LINE...]: one block more, and it is as it should be.
right() {
    printf '%s\n' "\`\`\`$1" "${@:2}" '```' >>doc.md
}

# wrong LINE TEXT INFO [LINE...]: one more that is not: its line number LINE (1 is
# the ```), because of TEXT.
wrong() {
    [ -e doc.md ] || echo '# Title' >doc.md
    expected+=("$(($(wc -l <doc.md) + $1))" "$2")
    right "${@:3}"
}

# Those that are wrong are found, and no other.
judged() {
    fails "${expected[@]}"
}

# session LINE...: a document whose session (line 3) these lines are.
session() {
    printf '%s\n' '## Chapter' "${above-}" '```console' "$@" '```' >doc.md
}

# kept LINE...: a transcript, as if this session had shown these lines.
kept() {
    mkdir -p kept
    printf '%s\n' 'c1' "$nobody" "$@" >kept/transcript
}
nobody='uuid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)'

# alike QUOTED SEEN [QUOTED SEEN...]: one chapter more, and one transcript, in
# which these lines are one command's output.  For the comparison they are alike.
alike() {
    chapters=$((${chapters-0} + 1))
    mkdir -p kept
    printf '%s\n' "c$chapters" "$nobody" '$command' >>kept/transcript
    printf '%s\n' "## $chapters" "${above-}" '```console' '$ command' >>doc.md
    while [ $# -gt 0 ]; do
        printf '%s\n' "$1" >>doc.md
        printf '|%s\n' "$2" >>kept/transcript
        shift 2
    done
    echo '```' >>doc.md
}

# The same, but the last pair is not alike.
different() {
    alike "$@"
    bad+=("$(($(wc -l <doc.md) - 1))")
}

# Those that are different are found, and no other.
compared() {
    run quotes compare doc.md kept
    [ "$status" = "$((${#bad[@]} > 0))" ]
    [ "$(sed -n 's/^doc.md:\([0-9]*\): quoted: .*/\1/p' <<<"$output")" = \
        "$(printf '%s\n' "${bad[@]}")" ]
}

# true_here: run the document's sessions, which are what it says.
true_here() {
    run quotes check doc.md
    [ "$status" != 3 ] || skip "${output##*$'\n'}"
    [ "$output" = "" ]
    [ "$status" = 0 ]
}

# false_here LINE TEXT: they are not.
false_here() {
    run quotes check doc.md
    [ "$status" != 3 ] || skip "${output##*$'\n'}"
    [ "$status" = 1 ]
    [[ $output == *"doc.md:$1:"*"$2"* ]]
}

# ---- the tool ---------------------------------------------------------------

@test "quotes.sh tells its usage, and refuses what it does not know" {
    run -0 quotes --help
    [[ $output == *"quotes.sh fill FILE"*"Exit status: 0 true"* ]]
    run -2 quotes
    run -2 quotes read doc.md
    run -2 quotes run doc.md
    run -2 quotes static doc.md more
    run -3 quotes static doc.md
    [[ $output == *"doc.md: no such file"* ]]
}

@test "list names the blocks with line, kind and chapter" {
    doc <<'END'
# Title
```text
## not a heading
```
## First
- a list
  ```console
  $ true
  ```
## Second ##
```c solutions/one.c
int main(void)
```
END
    run -0 quotes list doc.md
    [ "$output" = $'2\ttext\t\n7\tconsole\tFirst\n11\tc solutions/one.c\tSecond' ]
}

@test "a block has one of the six kinds, and an end" {
    for kind in text mermaid; do
        right "$kind" 'anything `make nonsense` [at](all)'
    done
    for kind in '' bash 'console x' 'text solutions/one.c' make C 'c a b'; do
        wrong 1 'no kind of block' "$kind" 'x'
    done
    wrong 1 'empty session' console
    wrong 1 'no end' text y
    sed -i '$d' doc.md
    judged
}

# ---- fragments --------------------------------------------------------------

@test "a fragment stands in its file, line by line" {
    right 'c solutions/one.c' '    int id = 1;' '' '    if (id)'
    wrong 2 'int id = 2' 'c solutions/one.c' '    int id = 2;' '' '    if (id)'
    wrong 4 'if (ib)' 'c solutions/one.c' '    int id = 1;' '' '    if (ib)'
    wrong 3 'if (id)' 'c solutions/one.c' '    int id = 1;' '    if (id)'
    wrong 3 'int id' 'c solutions/one.c' '    if (id)' '    int id = 1;'
    wrong 3 'int main' 'c solutions/one.c' '}' 'int main(void)'
    wrong 1 'no such file' 'c solutions/two.c' '}'
    wrong 1 'without a line' 'c solutions/one.c' '...'
    right 'sh scripts/one.sh' 'echo one'
    right 'make Makefile' 'check:' $'\t@echo $(LAB) $(CHECK)'
    wrong 3 'echo' 'make Makefile' 'check:' '    @echo $(LAB) $(CHECK)'
    judged
    [[ $(quotes static doc.md) == *"seen: the end of solutions/one.c"* ]]
    [[ $(quotes static doc.md) == *"seen: solutions/one.c:5:     if (id)"* ]]
}

@test "a fragment may have less indentation, of all its lines the same" {
    right 'c solutions/one.c' 'if (id)' '    return 0;' 'return 1;'
    wrong 3 'return 0' 'c solutions/one.c' 'if (id)' '        return 0;'
    wrong 3 'return 0' 'c solutions/one.c' 'if (id)' 'return 0;'
    wrong 2 'if (id)' 'c solutions/one.c' '      if (id)'
    # A block that is indented itself, in a list.
    printf '%s\n' '- x' '  ```c solutions/one.c' '      int id = 1;' '' \
        '      if (id)' '  ```' >>doc.md
    judged
}

@test "three dots in a fragment leave out at least one line" {
    right 'c solutions/one.c' 'int main(void)' '    ...' '    return 1;' '}'
    right 'c solutions/one.c' '...' '{' '...' '    if (id)' '...'
    wrong 5 'if (id)' 'c solutions/one.c' '...' '{' '...' 'if (id)' '...'
    wrong 4 'no such line further down' 'c solutions/one.c' 'int main(void)' \
        '...' '{'
    wrong 4 'no such line further down' 'c solutions/one.c' '    return 1;' \
        '...' '    if (id)'
    judged
}

@test "labs are quoted as a learner finds them, not as they are by now" {
    right 'c labs/one.c' skeleton
    wrong 2 solved 'c labs/one.c' solved
    judged
}

@test "a sketch compiles: statements, functions, or a file" {
    command -v "${CC:-cc}" >/dev/null || skip 'no compiler here'
    right c 'int shmid = shmget(IPC_PRIVATE, 1, 0600);' 'if (shmid == -1)' \
        '    err(1, "shmget");'
    right c 'static int add(atomic_int *n) { return (*n)++; }'
    right c '#include <stdio.h>' 'int main(void) { puts("x"); return 0; }'
    right c 'int main(void) { puts("x"); return 0; }'
    right c 'shmid = shmget(IPC_PRIVATE, 1, 0600);'
    right c 'int shmid = shmgett(IPC_PRIVATE, 1, 0600);'
    right c 'int shmid = 1' 'shmid++;'
    # The last four do not.
    run -1 quotes static doc.md
    [ "$(grep 'does not compile' <<<"$output" | cut -d: -f2 | tr '\n' ' ')" = \
        '13 16 19 22 ' ]
    [[ $output == *"doc.md:14:"*"puts"*"doc.md:20:"*"shmgett"* ]]
}

@test "commands that are not run name scripts and targets that exist" {
    right sh 'scripts/one.sh --x   # and then make anything of it' \
        'cd .. && make check LAB=03' '    make -s build'
    wrong 2 'scripts/two.sh: no such file' sh 'scripts/two.sh'
    wrong 2 'make watch: no such target' sh 'true; make watch'
    judged
}

# ---- prose ------------------------------------------------------------------

@test "links lead somewhere" {
    doc <<'END'
# One & `two`: three-four_5
## Again
## Again
```text
## Not here
```
[a](#one--two-three-four_5) [b](#again) [c](#again-1) [d](Makefile)
[e](other.md#there "title") [f](https://nowhere.example/#x)
`[code](nowhere)` ![g](solutions/) [h]: x

[h]: other.md
END
    echo '# There' >other.md
    holds
    sed -i 's/#again-1/#again-2/' doc.md
    fails 7 '#again-2: no such heading'
    sed -i 's/#again-2/#not-here/' doc.md
    fails 7 '#not-here: no such heading'
    sed -i 's/#not-here/#again/; s/#there/#three/' doc.md
    fails 8 '#three: no such heading in other.md'
    sed -i 's/#three/#there/; s/(Makefile)/(makefile)/' doc.md
    fails 7 'makefile: no such file'
    sed -i 's/(makefile)//; s/^.h.: .*/[h]: another.md/' doc.md
    fails 11 'another.md: no such file'
}

@test "sections are headings of the tutorial, whoever names them" {
    printf '%s\n' '## 3 A' '### 3.4 B' '### 3.5 C' '#### 3.6 D' >TUTORIAL.md
    echo 'See section 3.4, and sections 3.4, 3.5 and' '3.4.' >doc.md
    holds
    echo "see 'shmat(2); TUTORIAL 3.5'" >tests/labs/03/rubric.sh
    echo 'Read section 3.4 again.' >tests/labs/03/hints.txt
    run -0 quotes static TUTORIAL.md
    printf 'As in\nsection\n3.6\n' >doc.md
    fails 2 'section 3.6: no such heading'
    echo 'See sections 3.4 and 4.1.' >doc.md
    fails 1 'section 4.1: no such heading'
    echo "see 'shmat(2); TUTORIAL 5.5'" >tests/labs/03/rubric.sh
    run -1 quotes static TUTORIAL.md
    [[ $output == "tests/labs/03/rubric.sh:1: section 5.5: no such heading"* ]]
    rm tests/labs/03/rubric.sh
    echo 'Read section 3.7 again.' >tests/labs/03/hints.txt
    run -1 quotes static TUTORIAL.md
    [[ $output == "tests/labs/03/hints.txt:1: section 3.7: no such heading"* ]]
    rm TUTORIAL.md
    echo 'See section 3.4.' >doc.md
    fails 1 'section 3.4'
}

@test "targets, their variables and paths in code exist" {
    doc <<'END'
Type `make check LAB=03 CHECK=5`, or `make -s build`; and `make`
LAB=03. Read `labs/one.c`, `./scripts/one.sh -x`, `tests/*/one/*.c`,
`build/nowhere/x` and ``solutions/``; make no nonsense of scripts/two.sh. `make
check`
END
    holds
    sed -i '1s/make check LAB/make check SAD/' doc.md
    fails 1 'the Makefile knows no SAD'
    sed -i '1s/SAD/LAB/; 1s/CHECK/CHECKS/' doc.md
    fails 1 'knows no CHECKS'
    sed -i '1s/CHECKS/CHECK/; 1s/-s build/-s builds/' doc.md
    fails 1 'make builds: no such target'
    sed -i '1s/builds/build/; 4s/check/test/' doc.md
    fails 3 'make test: no such target'
    sed -i '4s/test/check/; 2s/one.sh/two.sh/' doc.md
    fails 2 'scripts/two.sh: no such file'
    sed -i '2s/two.sh/one.sh/; s|tests/./one/..c|tests/*/two.c|' doc.md
    fails 2 'tests/*/two.c: no such file'
}

@test "claims are what the tool prints" {
    printf '%s\n' '#!/bin/sh' '[ "$1" = -m ] && [ "$2" = 3 ] && printf "%s\n" \
        "| claim | true |" "" "text"' >claims.sh
    chmod +x claims.sh
    export QUOTES_CLAIMS=./claims.sh
    printf '%s\n' x '<!-- claims 3 -->' '| claim | true |' '' text \
        '<!-- end of claims -->' >doc.md
    holds
    cp doc.md right
    sed -i 's/true/false/' doc.md
    fails 2 '-| claim | false |'
    sed '4d' right >doc.md
    fails 2 'prints something else'
    sed '3,5d' right >doc.md
    fails 2 '+| claim | true |'
    sed 's/claims 3/claims 4/' right >doc.md
    fails 2 'exit status 1'
    sed '$d' right >doc.md
    fails 2 'have no end'
    sed '2d' right >doc.md
    fails 5 'no partner'
    sed 's/claims 3/claims/' right >doc.md
    fails 2 'no partner' 6 'no partner'
}

# ---- comparing --------------------------------------------------------------

@test "every command and every line is compared, none more and none less" {
    session '$ one' 'a' 'b' '$ two' '> x' '$ three' 'c'
    kept '$one' '|a' '|b' '$two' '>x' '$three' '|c'
    run -0 quotes compare doc.md kept
    [ "$output" = "" ]
    kept '$one' '|a' '|B' '$two' '>x' '$three' '|d'
    run -1 quotes compare doc.md kept
    [ "$output" = "$(printf 'doc.md:%s\n' '6: quoted: b' '6:   seen: B' \
        '10: quoted: c' '10:   seen: d')" ]
    kept '$one' '|a' '|b' '|more' '$two' '>x' '$three' '|c'
    run -1 quotes compare doc.md kept
    [[ $output == *"doc.md:6: quoted: (nothing more)"*"seen: more" ]]
    kept '$one' '|a' '$two' '>x' '$three' '|c'
    run -1 quotes compare doc.md kept
    [[ $output == *"doc.md:6: quoted: b"*"seen: (nothing more)" ]]
    kept '$one' '|a' '|b' '$two' '>y' '|z' '$three' '|c'
    run -1 quotes compare doc.md kept
    [[ $output == *"doc.md:7: quoted: \$ two"*"> y" ]]
    kept '$one' '|a' '|b' '$two' '>x' '$three' '|c' '$four'
    run -1 quotes compare doc.md kept
    [[ $output == *"doc.md:10: quoted: (no more commands)"*"four" ]]
    kept '$one' '|a' '|b' '$two' '>x'
    run -1 quotes compare doc.md kept
    [[ $output == *"doc.md:9: \$ three: was not run" ]]
    kept '$one' '|a' '|b' '$two' '>x' '!no end in 20 s'
    run -1 quotes compare doc.md kept
    [[ $output == "doc.md:7: "*"no end in 20 s" ]]
    : >kept/transcript
    run -1 quotes compare doc.md kept
    session 'output' '$ one'
    kept '$one'
    run -1 quotes compare doc.md kept
    [[ $output == *"doc.md:4: a session begins with a command: output" ]]
}

@test "three dots stand for any number of lines, and for none" {
    for left in '' 'x ' 'x y z b '; do
        session '$ one' a ... b '$ two' ...
        # shellcheck disable=SC2046,SC2086
        kept '$one' $(printf '|%s\n' a $left b) '$two' $(printf '|%s\n' $left)
        run -0 quotes compare doc.md kept
    done
    session '$ one' a ... b '$ two'
    kept '$one' '|a' '|x' '$two' '|b'
    run -1 quotes compare doc.md kept
    kept '$one' '|a' '|b' '|x' '$two'
    run -1 quotes compare doc.md kept
    kept '$one' '|x' '|a' '|b' '$two'
    run -1 quotes compare doc.md kept
    # What looks like them is none.
    session '$ one' ' ...'
    kept '$one' '|x'
    run -1 quotes compare doc.md kept
}

@test "where lines are left out the right ones are found, late as it may be" {
    # Only the second address is that of the command after.
    session '$ one' ... 'at 0x7f0000000001' ... '$ two' 'at 0x7f0000000001'
    kept '$one' '|at 0x7faaaaaaaaaa' '|at 0x7fbbbbbbbbbb' '|x' \
        '$two' '|at 0x7fbbbbbbbbbb'
    run -0 quotes compare doc.md kept
    kept '$one' '|at 0x7faaaaaaaaaa' '|at 0x7fbbbbbbbbbb' '|x' \
        '$two' '|at 0x7fcccccccccc'
    run -1 quotes compare doc.md kept
    [[ $output == *"doc.md:9: quoted: at 0x7f0000000001"* ]]
    # A hopeless one is known before long.
    many=()
    for i in {1..40}; do
        many+=("\$ c$i" ... same ...)
    done
    session "${many[@]}" '$ last' right
    kept "$(printf '$c%s\n|same\n|same\n|same\n' {1..40})" '$last' '|wrong'
    run -1 timeout 60 tests/docs/quotes.sh compare doc.md kept
    [[ $output == *"quoted: right"*"seen: wrong" ]]
}

@test "addresses may be others, but the same ones the same" {
    alike 'a=0x7fc94300d000' 'a=0x7f0000001000' 'b=0x7fc94300d000 c=0x123456789' \
        'b=0x7f0000001000 c=0xfedcba987'
    different a=0x7fc94300d000 a=0x7f0000001000 b=0x7fc94300d000 b=0x7f0000002000
    different a=0x7fc94300d000 a=0x7f0000001000 b=0x7fc94300e000 b=0x7f0000001000
    # In another chapter it is another.
    alike 0x7fc94300d000 0x7f0000002000
    # As the kernel writes them.
    maps='rw-s 00000000 00:01 3      /SYSV53010a2b (deleted)'
    alike 0x7fc94300d000 0x7f1111111000 "7fc94300d000-7fc94300e000 $maps" \
        "7f1111111000-7f1111112000 ${maps/00:01/00:13}"
    different 0x7fc94300d000 0x7f1111111000 "7fc94300d000-7fc94300e000 $maps" \
        "7f1111113000-7f1111114000 $maps"
    different "7fc94300d000-7fc94300e000 $maps" \
        "7f1111111000-7f1111112000 ${maps/ 3/ 4}"
    different "7fc94300d000-7fc94300e000 $maps" \
        "7f1111111000-7f1111112000 ${maps/rw/r-}"
    # What is shorter or longer is none.
    different 0x1000 0x2000
    different 0x12345678901234567 0x12345678901234568
    different 0x7fc94300d000 7f1111111000
    compared
    [[ $output == *"(7fc94300d000 was 7f0000001000 before)"* ]]
}

@test "keys may be others, but not their ids, and the same ones the same" {
    alike key=0x53010a2b key=0x53aabbcc '0x53010a2b 0' '0x53aabbcc 0' \
        /SYSV53010a2b /SYSV53aabbcc 0x54010a2b 0x54aabbcc
    different key=0x53010a2b key=0x54010a2b
    different key=0x53010a2b key=0x53aabbcc key=0x53010a2b key=0x53aabbcd
    different key=0x53010a2b key=0x53aabbcc key=0x53010a2c key=0x53aabbcc
    different key=0x00000000 key=0x00aabbcc
    different key=0x00010a2b key=0x00000000
    alike 'dev=0x01' 'dev=0xfe' 'ino=0x0a2b' 'ino=0xbbcc'
    different dev=0x01 rev=0x01
    different id=0x53 id=0x54
    compared
}

@test "process ids may be others, but the same ones the same" {
    alike '[1] 4711' '[1] 99' 'pid 4711' 'pid 99' 'cat /proc/4711/maps: no' \
        'cat /proc/99/maps: no' 'lpid=4711 cpid=0' 'lpid=99 cpid=0' \
        'bash: kill: (4711) - No such' 'bash: kill: (99) - No such' \
        '[1]+ 4711 Running x' '[1]+ 99 Running x'
    different '[1] 4711' '[1] 99' 'pid 4711' 'pid 98'
    different '[1] 4711' '[1] 99' 'pid 4712' 'pid 99'
    different '[1] 4711' '[2] 4711'
    different 'lpid=4711' 'lpid=0'
    different '4711' '99'
    different 'nattch=1' 'nattch=2'
    different 'shmid=0' 'shmid=1'
    # The columns of ipcs -p and of the kernel.
    alike 'pid 4711' 'pid 99' '0 ann 4711 4712' '0 nobody 99 98'
    different 'pid 4711' 'pid 99' '0 ann 4711 4712' '0 nobody 98 99'
    row='0 600 4096 PID PID 2 UID UID UID UID TIME 0 TIME 4096 0'
    quoted=${row//PID/4711} quoted=${quoted//UID/1000} quoted=${quoted//TIME/5}
    seen=${row//PID/99} seen=${seen//UID/65534} seen=${seen//TIME/67}
    alike 0x53010a2b 0x53aabbcc "1392577067  $quoted" " 1403698124 $seen"
    alike "-553645782 $quoted" "-553384515 $seen"
    different 0x53010a2b 0x53aabbcc "1392577067 $quoted" "1403698125 $seen"
    different "1392577067 $quoted" "1403698124 ${seen/4096/4097}"
    different "1392577067 $quoted" "1403698124 ${seen/ 2 / 1 }"
    different "1392577067 $quoted" "1403698124 ${seen/65534/0}"
    compared
}

@test "times, seconds and spaces are left out, and the user is ann" {
    alike '0 ann Nov 24 20:43:01   Not set' '0 nobody Dec  1 01:02:03 Not set' \
        'it took 0.38 s' 'it took 12.1 s' $'real\t0m0.108s' 'real 0m2.1s' \
        'att_time=Tue Nov 24 21:06:32 2026' 'att_time=Wed Dec  2 01:00:00 2027' \
        ann nobody uid=1000 uid=65534 $'x\ty  ' 'x   y' '  z' ' z' \
        '0x00000000 0  ann  600  1' '0x00000000 0 nobody   600 1' \
        '-rw-r--r-- 1 ann ann 5 x' '-rw-r--r-- 1 nobody nogroup 5 x' \
        '0 600 ann ann' '0 600 nobody nogroup'
    different '0 ann Nov 24 20:43:01 Not set' '0 nobody Not set Not set'
    different 'took 0.38 s' 'took 0.38 m'
    different 'took 0.38 s' 'took 3 s'
    different '0x00000000 0 ann 600 1' '0x00000000 0 root 600 1'
    different '0x00000000 0 bob 600 1' '0x00000000 0 nobody 600 1'
    different '0x00000000 0 ann 600 1' '0x00000000 0 nobody 644 1'
    different uid=1000 uid=0
    different uid=65534 uid=65534
    different 'ann was here' 'nobody was here'
    different 'a b' ab
    different ' z' z
    compared
}

@test "only the facts that a comment names vary, and only in the block below it" {
    different counted=2 counted=1
    above='<!-- varies: counted lost -->'
    alike expected=2 expected=2 counted=2 counted=1 lost=0 lost=1 \
        'x counted=3' 'x counted=77'
    different expected=2 expected=3
    different counted=2 discounted=3
    different counted=2 counted=
    above=$'<!-- varies: counted -->\n'
    different counted=2 counted=1
    compared
    rm doc.md
    for above in $'<!-- varies: counted -->\n' '<!-- varies counted -->' \
        '<!-- varies: -->' $'<!-- varies: counted -->\n```text\n```'; do
        expected+=("$(($(cat doc.md 2>/dev/null | wc -l) + 2))" 'expected <!-- varies')
        alike
    done
    judged
}

# ---- running ----------------------------------------------------------------

@test "a chapter is one session, another chapter another one" {
    doc <<'END'
## One
```console
$ id=$(ipcmk -M 1 | tr -dc 0-9); echo $id
0
$ cd labs && x=1 && touch new
```
Text.
```console
$ ls && echo $x
new
one.c
1
$ false
$ echo $?
1
$ for i in a b; do
>     echo $i
> done
a
b
$ no-such
bash: no-such: command not found
$ echo 'open
...
$ echo closed >&2
closed
$ sh -c 'kill -SEGV $$'
Segmentation fault
```
## Two
```console
$ ipcmk -M 1
Shared memory id: 0
$ ls labs; echo $x; cat labs/one.c
one.c

skeleton
```
END
    # Newer than 5.2, bash says whom it was that died.
    ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] <= 502)) ||
        sed -i 's/^Segmentation fault$/&         sh -c '"'kill -SEGV \$\$'/" doc.md
    true_here
    sed -i 's/^closed/clothed/' doc.md
    false_here 26 'seen: closed'
    [ ! -e labs/new ]
    [ ! -e tests/labs/new ]
}

# Containers may give one a number alone.
named() {
    id -un >/dev/null 2>&1 || skip "uid $(id -u) has no name here"
}

@test "a session has no capabilities, no terminal, and an environment of its own" {
    named
    mkdir -p build/solutions
    printf '#!/bin/sh\necho mine\n' >build/solutions/ls
    chmod +x build/solutions/ls
    doc <<'END'
## One
```console
$ grep CapEff /proc/self/status
CapEff: 0000000000000000
$ (: </dev/tty) 2>&1 | grep -c 'No such device'
1
$ test -t 0 -o -t 1 -o -t 2 || echo "${COLUMNS-unset} $LC_ALL ${QUOTES_X-unset}"
unset C unset
$ cd; pwd; id -un; ls
/home/ann
ann
mine
$ echo $-
himBs
$ ulimit -c; umask
0
0022
```
END
    COLUMNS=70 QUOTES_X=1 true_here
}

@test "standard input stays open and brings nothing" {
    doc <<'END'
## One
```console
$ read -t 0.1 x || test $? -gt 128 && echo nothing
nothing
$ cat &
[1] 4711
$ jobs
[1]+  Running                 cat &
$ kill %1
[1]+  Terminated              cat
```
END
    true_here
}

@test "what is in the background has written its lines before it goes on" {
    cp -Rp "$TOP/build" build
    doc <<'END'
## One
```console
$ (echo one; sleep 0.3; echo two) &
[1] 4711
one
two
[1]+  Done                    ( echo one; sleep 0.3; echo two )
$ echo three
three
$ 02_shmget -cp -s 100 && 03_attach_write 0 hello
shmid=0
key=0x00000000
bytes=100
mode=0600
address=0x7fc94300d000
nattch=1
wrote=5
$ 04_read_detach -k 0 >/dev/null &
[1] 4712
$ ipcs -m
...
0x00000000 0          ann        600        100        1

$ 02_shmget -p -m 0
02_shmget: shmctl IPC_STAT: Permission denied
$ grep -c SYSV /proc/$!/maps
1
$ kill %1
[1]+  Terminated              04_read_detach -k 0 > /dev/null
$ 04_read_detach -k 0 &
[1] 4713
text=hello
nattch_before=1
$ 05_ipc_rmid 0 | tail -n 2
state=dest
nattch_left=1
$ kill -9 $!
[1]+  Killed                  04_read_detach -k 0
$ ipcs -m | grep -c '^0x'
0
$ while :; do :; done &
[1] 4714
$ kill %1
[1]+  Terminated              while :; do
    :;
done
```
END
    true_here
    # A line that never comes is not waited for long.
    printf '%s\n' '## One' '```console' '$ sleep 60 &' '[1] 4711' 'never' \
        '$ echo x' 'x' '```' >doc.md
    QUOTES_WAIT=1
    export QUOTES_WAIT
    false_here 5 'seen: (nothing more)'
}

@test "a command that takes too long ends its session, and no other" {
    word=1001$$ # for this run alone: another may be at the same test
    printf '%s\n' '## One' '```console' '$ echo a' a "\$ sleep $word" \
        '$ echo b' b '```' '## Two' '```console' '$ echo c' 'd' '```' >doc.md
    QUOTES_LIMIT=2
    export QUOTES_LIMIT
    false_here 5 "\$ sleep $word: no end in 2 s"
    [[ $output == *"doc.md:12: quoted: d"* ]]
    [ "$(processes "$word")" = "" ]
    unset QUOTES_LIMIT
    printf '%s\n' '## One' '```console' '$ exit' exit '$ echo b' b '```' >doc.md
    false_here 3 'the session ended here'
}

@test "nothing is left behind, whatever happens" {
    temporary=$(mktemp -d /tmp/quotes-test.XXXXXX)
    chmod 711 "$temporary"
    mkdir -m 1777 "$temporary/tmp"
    export TMPDIR=$temporary/tmp
    word=$((100000 + RANDOM))
    printf '%s\n' '## One' '```console' "\$ ipcmk -M $word" \
        'Shared memory id: 0' \
        "\$ (setsid sleep 7$word &)" "\$ sleep 8$word &" '[1] 4712' \
        '$ touch "$TMPDIR/x" ~/y' '```' >doc.md
    true_here
    [ "$(ls -A "$TMPDIR")" = "" ]
    [ "$(processes "$word")" = "" ]
    # Also when a signal comes while a command runs.
    sed -i "/^.1. 47/d; s/^.*8$word.*/\$ sleep 9$word/" doc.md
    tests/docs/quotes.sh check doc.md 3>&- &
    running() { [ "$(processes "9$word")" != "" ]; }
    eventually running
    kill -TERM $!
    status=0
    wait $! || status=$?
    [ "$status" = 143 ]
    [ "$(ls -A "$TMPDIR")" = "" ]
    [ "$(processes "$word")" = "" ]
    run ! grep -w "$word" /proc/sysvipc/shm
}

@test "where no namespace can be made that is said, and exit 3" {
    mkdir bin
    printf '#!/bin/sh\nexit 1\n' >bin/unshare
    chmod +x bin/unshare
    session '$ true'
    PATH=$PWD/bin:$PATH run -3 quotes check doc.md
    [[ $output == *"expected to make an IPC namespace"* ]]
    echo '[to](nowhere)' >>doc.md
    PATH=$PWD/bin:$PATH run -1 quotes check doc.md
    [[ $output == *"doc.md:6: nowhere: no such file"* ]]
    # What has no session needs none.
    fragment 'c solutions/one.c' '{'
    PATH=$PWD/bin:$PATH run -0 quotes check doc.md
}

@test "root's sessions are an ordinary user's, and that user's own are alike" {
    [ "$(id -u)" = 0 ] || skip "we are no root"
    temporary=$(mktemp -d /tmp/quotes-test.XXXXXX)
    printf '%s\n' '## One' '```console' '$ ipcmk -M 8 && ipcs -m -c' ... \
        '0          644        ann        ann        ann        ann' '' \
        '$ cat /proc/self/status | grep -E "^(Uid|CapEff)"' \
        'Uid: 65534 65534 65534 65534' 'CapEff: 0000000000000000' '```' >doc.md
    true_here
    cp -R . "$temporary/"
    chown -R 65534:65534 "$temporary"
    cd "$temporary"
    run setpriv --reuid=65534 --regid=65534 --clear-groups env TMPDIR=/tmp \
        tests/docs/quotes.sh check doc.md
    [ "$status" != 3 ] || skip "no namespace for uid 65534"
    [ "$output" = "" ]
    [ "$status" = 0 ]
}

# ---- the proof --------------------------------------------------------------

# Every Nth line of what FILE quotes in blocks of a KIND, with its number.
sample() {
    awk -v nth="$1" -v kind="^ *\`\`\`$2" '
        $0 ~ kind { inside = 1; next }
        /^ *```/ { inside = 0 }
        inside && /^ *[$a-zA-Z]/ && !/(dev|ino)=/ && ++n % nth == 3 % nth {
            print NR ":" $0
        }' "$3"
}

# proven FILE: it is true, and a change of any character in it would be seen.
proven() {
    local said changed number line there=$BATS_TEST_TMPDIR/there
    local tool=$TOP/tests/docs/quotes.sh kept=$BATS_TEST_TMPDIR/kept
    run "$tool" check "$1" "$kept"
    [ "$status" != 3 ] || skip "${output##*$'\n'}"
    echo "$1: $output"
    [ "$status" = 0 ]
    run -0 "$tool" prove "$1" "$kept"
    echo "$1: $output"
    read -ra said <<<"$output" # 730 lines: 700 proved, 30 left out, 0 not proved
    ((said[4] * 20 <= said[0]))

    # Some of it once more, in files that are changed.
    mkdir "$there"
    ln -s "$TOP"/* "$there/"
    changed=$there/${1##*/}
    while IFS=: read -r number line; do
        rm -f "$changed"
        sed "${number}s/[A-Za-z]/_/" "$1" >"$changed"
        echo "$number: $line"
        run -1 "$tool" compare "$changed" "$kept"
    done < <(sample 41 console "$1")
    while IFS=: read -r number line; do
        rm -f "$changed"
        sed "${number}s/[A-Za-z]/_/" "$1" >"$changed"
        echo "$number: $line"
        run -1 "$tool" static "$changed"
        [[ $output == *"${1##*/}:$number: "* ]]
    done < <(sample 97 '(c|sh|make) .' "$1")
    rm -r "$there" "$kept"
}

@test "a proof finds what is not proved" {
    session '$ one' ... b ...
    kept '$one' '|a' '|b' '|c'
    run -1 quotes prove doc.md kept
    [[ $output == *"doc.md:6: nobody sees this change: c"* ]]
    session '$ one' b
    run -1 quotes prove doc.md kept
    [[ $output == *"doc.md:3: this block is not true"* ]]
    kept '$one' '|b'
    run -0 quotes prove doc.md kept
    [ "$output" = "2 lines: 2 proved, 0 left out, 0 not proved" ]
}

@test "fill writes the output, and leaves what is quoted; then no change is missed" {
    named
    cat >"$BATS_TEST_TMPDIR/bare.md" <<'END'
# A course
## 1 Keys
```console
$ 01_ftok Makefile 83
$ ln Makefile link && 01_ftok link 83
```

## 2 Segments
```console
$ 02_shmget -c -s 4096 Makefile 83
shmid=0
...
$ ipcs -m
$ 02_shmget -cx -s 4096 Makefile 83
$ 03_attach_write 0 "how are you"
$ 04_read_detach -k 0 &
$ grep SYSV /proc/$!/maps
$ ipcs -m -p -t
$ cat /proc/sysvipc/shm
$ 05_ipc_rmid 0
$ ipcs -m
$ kill %1
$ ls -l labs/01_ftok.c
```
```c solutions/01_ftok.c
int main(int argc, char *argv[])
{
    ...
    return 0;
}
```

## 3 Race
<!-- varies: counted lost -->
```console
$ 07_race_demo -s none -w 2 -n 1000
$ 07_race_demo -s sem -w 2 -n 1000 | grep lost
$ true
```
END
    run "$TOP/tests/docs/quotes.sh" fill "$BATS_TEST_TMPDIR/bare.md"
    [ "$status" != 3 ] || skip "${output##*$'\n'}"
    [ "$status" = 0 ]
    printf '%s\n' "$output" >"$BATS_TEST_TMPDIR/full.md"
    # Only lines more.
    [ "$(diff "$BATS_TEST_TMPDIR/bare.md" "$BATS_TEST_TMPDIR/full.md" |
        grep -c '^<')" = 0 ]
    [[ $output == *$'83\nshmid=0\n...\n$ ipcs'*$'0 ann 600'*"ann        600"* ]] ||
        [[ $output == *$'83\nshmid=0\n...\n$ ipcs'*" 0          ann        600"* ]]
    [[ $output == *$'[1] '*$'\ntext=how are you\nnattch_before=1\n$ grep'* ]]
    [[ $output == *$'$ kill %1\n[1]+  Terminated '* ]]
    [[ $output == *$'| grep lost\nlost=0\n$ true\n```' ]]
    proven "$BATS_TEST_TMPDIR/full.md"
}

@test "README and TUTORIAL are true, and no change of a character is missed" {
    [ "$(getconf PAGESIZE)" = 4096 ] || skip "their pages have 4096 bytes"
    need_user_namespaces # claims.sh says how it ran
    cd "$TOP"
    for file in README.md TUTORIAL.md; do
        [ ! -e "$file" ] || proven "$file"
    done
}
