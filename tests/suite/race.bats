#!/usr/bin/env bats
# What scripts/race.sh shows.  Most tests give it a stub in place of
# 07_race_demo, so that they know what there is to show.

# bats file_tags=once-2

bats_require_minimum_version 1.8.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    race=$root/scripts/race.sh
    export STUB="$BATS_TEST_TMPDIR/stub" TMPDIR="$BATS_TEST_TMPDIR/tmp"
    unset COLUMNS NO_COLOR CC
    export LC_ALL=C
    mkdir "$STUB" "$TMPDIR"
    loses 0
}

# program - a stand-in for 07_race_demo.  It logs its arguments; the text from
# stdin finds $sync, $w and $n.
program() {
    {
        echo '#!/bin/sh'
        echo 'echo "$*" >>"$STUB/log"'
        echo 'sync=$2 w=$4 n=$6'
        cat
    } >"$STUB/race"
    chmod +x "$STUB/race"
}

# loses LOST [LOST-WITH-SEM] - a program that always does.
loses() {
    program <<END
lost=$1
[ "\$sync" = none ] || lost=0
[ "\$sync" != sem ] || lost=${2:-0}
echo "expected=\$((w * n))"
echo "counted=\$((w * n - lost))"
echo "lost=\$lost"
END
}

stub_race() {
    "$race" --program "$STUB/race" "$@" </dev/null
}

# The bar at the end of the first line of results.
bar() {
    printf '%s\n' "${lines[1]}" | sed 's/.*%//; s/^ *//'
}

# What stands below the table, as one line.
sentence() {
    printf '%s\n' "$output" | sed '1,/^atomic/d' | grep . | grep -v '^atomic' \
        | tr '\n' ' ' | sed 's/ $//'
}

# A gnuplot on a private PATH, which runs the text from stdin.
gnuplot_is() {
    mkdir "$STUB/bin"
    {
        echo '#!/bin/sh'
        cat
    } >"$STUB/bin/gnuplot"
    chmod +x "$STUB/bin/gnuplot"
    PATH=$STUB/bin:$PATH
}

@test "the TSV has a line for each way, number of workers and of rounds" {
    run -0 stub_race --workers 1,3 --rounds 5,7 --tsv
    [ "$output" = "$(
        printf '%s\t' sync workers rounds expected counted lost
        echo percent
        for sync in none sem atomic; do
            printf "$sync\t%d\t%d\t%d\t%d\t0\t0.00\n" \
                1 5 5 5 1 7 7 7 3 5 15 15 3 7 21 21
        done
    )" ]
}

@test "what 07_race_demo really counts adds up in every line of the TSV" {
    run -0 "$race" --workers 1,2,3 --rounds 1,50 --tsv
    [ "${#lines[@]}" -eq 19 ]
    printf '%s\n' "$output" | awk -F '\t' '
        NR == 1 { next }
        $4 != $2 * $3 || $5 + $6 != $4 { bad = 1 }
        $7 != sprintf("%.2f", 100 * $6 / $4) { bad = 1 }
        $1 != "none" && $6 != 0 { bad = 1 }
        $2 == 1 && $6 != 0 { bad = 1 }
        bad { print "wrong: " $0; exit 1 }'
}

@test "the program gets exactly the options that its line reports" {
    run -0 stub_race --workers 2 --rounds 9 --tsv
    [ "$(cat "$STUB/log")" = "-s none -w 2 -n 9
-s sem -w 2 -n 9
-s atomic -w 2 -n 9" ]
}

@test "of itself it keeps semaphores to 20000 increments in all" {
    run -0 --separate-stderr stub_race --tsv
    [ "${#lines[@]}" -eq 37 ]
    [ -z "$stderr" ]
    total=$(printf '%s\n' "$output" | awk '$1 == "sem" { n += $4 }
        END { print n }')
    [ "$total" -le 20000 ]
}

@test "asked for more increments with a semaphore, it says what it left out" {
    run -0 --separate-stderr stub_race --workers 1,2 --rounds 10000 --tsv
    [[ $stderr == *"left out with a semaphore"*" 2*10000" ]]
    [ "$(printf '%s\n' "$output" | cut -f 1-3 | grep sem)" = \
        "$(printf 'sem\t1\t10000')" ]
}

@test "a bar is as long as the share: half of 26 columns for half" {
    loses 50
    run -0 stub_race --workers 2 --rounds 50
    [ "${#lines[1]}" -eq 67 ]
    [ "$(bar)" = '#############' ]
    [[ ${lines[1]} == 'none          2       50       100        50   50.0%'* ]]
}

@test "bars grow with COLUMNS, and no line is longer" {
    loses 100
    COLUMNS=64 run -0 stub_race --workers 2 --rounds 50
    [ "$(bar)" = '##########' ]
    [ "${#lines[1]}" -eq 64 ]
}

@test "a COLUMNS that is no number means 80" {
    loses 50
    COLUMNS=12x run -0 stub_race --workers 2 --rounds 50
    [ "$(bar)" = '#############' ]
}

@test "no room for bars: the numbers stay" {
    loses 50
    COLUMNS=20 run -0 stub_race --workers 2 --rounds 50
    [ "$(bar)" = '' ]
    [[ ${lines[1]} == *' 50.0%' ]]
}

@test "the smallest loss has a block, and no loss has none" {
    loses 1
    run -0 --separate-stderr stub_race --workers 2 --rounds 500000
    [ "$(bar)" = '#' ]
    loses 0
    run -0 --separate-stderr stub_race --workers 2 --rounds 500000
    [ "$(bar)" = '' ]
}

@test "a loss that is not all is never shown as 100%" {
    loses 99999
    run -0 --separate-stderr stub_race --workers 2 --rounds 50000
    [[ ${lines[1]} == *' 99.9%'* ]]
    [[ $output == *' 99.9% at worst'* ]]
    [[ $output != *"100.0%"* ]]
}

@test "blocks are drawn where the locale is UTF-8, and only there" {
    loses 10
    LC_ALL=C.UTF-8 run -0 stub_race --workers 2 --rounds 50
    [ "$(bar)" = $'\342\226\210\342\226\210\342\226\210' ]
    export LC_ALL='' LC_CTYPE='' LANG=de_DE.utf8
    run -0 stub_race --workers 2 --rounds 50
    [ "$(bar)" = $'\342\226\210\342\226\210\342\226\210' ]
    LC_ALL=C LANG=C.UTF-8 run -0 stub_race --workers 2 --rounds 50
    [ "$(bar)" = '###' ]
}

@test "figures have a point in every language" {
    [ -n "$(LC_ALL=de_DE.UTF-8 locale decimal_point | tr -d .)" ] ||
        skip 'no German locale'
    loses 5
    LC_ALL=de_DE.UTF-8 run -0 stub_race --workers 2 --rounds 50 --tsv
    [[ ${lines[1]} == *$'\t5.00' ]]
}

@test "no line of the whole sweep is longer than 80 columns" {
    loses 5
    run -0 stub_race
    [ "$(printf '%s\n' "$output" | awk 'length > 80' | wc -l)" -eq 0 ]
}

@test "colour is for terminals, and not with NO_COLOR" {
    script -qec true /dev/null || skip 'no script(1) that makes a terminal'
    loses 5
    run -0 stub_race --workers 2 --rounds 50
    [[ $output != *$'\033'* ]]
    export RACE="$race"
    show='"$RACE" --program "$STUB/race" --workers 2 --rounds 50 2>/dev/null'
    run -0 script -qec "$show" /dev/null
    [[ $output == *$'\033[31m'* ]]
    NO_COLOR=1 run -0 script -qec "$show" /dev/null
    [[ $output != *$'\033'* ]]
    [[ $output == *'at worst'* ]]
}

@test "progress is for terminals: else stderr stays empty" {
    run -0 --separate-stderr stub_race --workers 2 --rounds 50
    [ -z "$stderr" ]
    script -qec true /dev/null || skip 'no script(1) that makes a terminal'
    export RACE="$race"
    run -0 script -qec '"$RACE" --program "$STUB/race" --workers 2 \
        --rounds 50 >/dev/null' /dev/null
    [[ $output == *'atomic: 2 x 50'* ]]
}

@test "the last sentence claims the loss that happened" {
    loses 30
    run -0 stub_race --workers 1 --rounds 30
    [[ $(sentence) == *'one alone lost some too, which is a bug'* ]]
    program <<'END'
lost=0
[ "$sync $w" != 'none 2' ] || lost=$((n / 2))
echo "expected=$((w * n))"
echo "counted=$((w * n - lost))"
echo "lost=$lost"
END
    run -0 stub_race --workers 1,2 --rounds 1,40
    [ "$(sentence)" = "Without a lock 1 of 2 runs of two or more workers lost\
 updates, 25.0% at worst (2 workers, 40 rounds); of 8 runs with a semaphore or\
 an atomic none lost any." ]
}

@test "where nothing was lost the last sentence does not claim it" {
    run -0 stub_race --workers 2 --rounds 30
    [[ $(sentence) == 'Without a lock nothing was lost in 1 runs this time'* ]]
    [[ $output != *'at worst'* ]]
}

@test "a loss in spite of a semaphore is called a bug" {
    loses 5 3
    run -0 stub_race --workers 2 --rounds 30
    [[ $(sentence) == *"; but with a semaphore or an atomic 1 of 2 runs lost\
 some as well, which is a bug." ]]
}

@test "a LIST that is no list of numbers in range is wrong usage" {
    for list in '' , 1, ,1 1,,2 0 01 12x -1 +1 1.5 '1 2' 'x*' 65 99999999999; do
        run -2 stub_race --workers "$list"
        [[ $output == *"--workers: expected"*"found"* ]]
    done
    for list in 1000001 1180591620717411303424 $'1\n2'; do
        run -2 stub_race --rounds "$list"
        [[ $output == *"--rounds: expected whole numbers from 1 to 1000000"* ]]
    done
    [ ! -e "$STUB/log" ]
}

@test "wrong options are wrong usage, and --help is not" {
    for options in -x --frob word --tsv=1 --workers --rounds --program --svg \
        --svg=; do
        run -2 stub_race "$options"
        [[ $output == race.sh:* ]]
    done
    [ ! -e "$STUB/log" ]
    run -0 --separate-stderr "$race" --help
    [[ $output == *'usage: race.sh '* ]]
    [ -z "$stderr" ]
}

@test "a program that is missing, a folder or no program: exit 3" {
    : >"$STUB/text"
    for path in "$STUB/none" "$STUB" "$STUB/text"; do
        run -3 "$race" --program "$path"
        [[ $output == *"expected a program at $path, found none"* ]]
    done
}

@test "a program that is named without a folder is the one right here" {
    cd "$STUB"
    run -0 "$race" --program race --workers 1 --rounds 1 --tsv
    [ "${#lines[@]}" -eq 4 ]
}

@test "a program that fails ends the sweep, and its status is told" {
    program <<<'[ "$sync" = none ] || exit 7
        echo "expected=$((w * n))"; echo "counted=$((w * n))"; echo lost=0'
    run -1 --separate-stderr stub_race --workers 2 --rounds 30
    [ -z "$output" ]
    [[ $stderr == *"-s sem -w 2 -n 30 to succeed; its exit status is 7" ]]
}

@test "a program that prints nonsense is not believed" {
    for facts in '' 'hello' 'expected=60 counted=60 lost=0' \
        $'expected=61\ncounted=61\nlost=0' $'expected=60\ncounted=59\nlost=0' \
        $'expected=60\ncounted=61\nlost=-1' $'expected=60\ncounted=60' \
        $'expected=60\ncounted=60\nlost=0x0' \
        $'expected=60\ncounted=60\ncounted=60\nlost=0'; do
        export FACTS="$facts"
        program <<<'printf "%s\n" "$FACTS"'
        run -1 --separate-stderr stub_race --workers 2 --rounds 30
        [ -z "$output" ]
        [[ $stderr == *"expected=60, counted=... and lost=..."*found:* ]]
    done
}

@test "what a program prints does not reach the terminal as it is" {
    program <<<'printf "\033[2Jclear\n"'
    run -1 stub_race --workers 2 --rounds 30
    [[ $output == *'found:'*'clear'* ]]
    [[ $output != *$'\033'* ]]
}

@test "a full disk is exit 1 and said" {
    [ -c /dev/full ] || skip 'no /dev/full'
    run -1 sh -c '"$1" --program "$STUB/race" --rounds 1 >/dev/full' - "$race"
    [[ $output == *'race.sh: expected to write the results, could not'* ]]
}

@test "a closed stdout is exit 1 and said before any run" {
    run -1 sh -c '"$1" --program "$STUB/race" --rounds 1 >&-' - "$race"
    [[ $output == *'race.sh: expected to write to stdout, found it closed'* ]]
    [ ! -e "$STUB/log" ]
}

@test "--svg writes what gnuplot draws, under any name" {
    gnuplot_is <<<'cat plot series1; echo "<svg></svg>" >race.svg'
    cd "$BATS_TEST_TMPDIR"
    for name in plain.svg "a b'\$(x)\".svg" -e $'new\nline' "$PWD/whole"; do
        run -0 --separate-stderr stub_race --workers 2 --rounds 5 --svg "$name"
        [ "$(cat -- "./${name#"$PWD/"}")" = '<svg></svg>' ]
        [ -z "$stderr" ]
    done
    [ -z "$(find . -name '.race.*')" ]
}

@test "the SVG gets the permissions of any new file" {
    gnuplot_is <<<'echo "</svg>" >race.svg'
    umask 027
    run -0 stub_race --workers 2 --rounds 5 --svg "$BATS_TEST_TMPDIR/x"
    [[ $(ls -l "$BATS_TEST_TMPDIR/x") == -rw-r-----* ]]
}

@test "gnuplot itself draws a line for each way and number of workers" {
    command -v gnuplot || skip 'gnuplot is not installed'
    loses 3
    file=$BATS_TEST_TMPDIR/x.svg
    run -0 --separate-stderr stub_race --workers 1,2 --rounds 5,50 --svg "$file"
    [ -z "$stderr" ]
    [ "$(grep -cE '<title>.*(none|sem|atomic), [12]</title>' "$file")" -eq 6 ]
    [ "$(grep . "$file" | tail -n 1)" = '</svg>' ]
}

@test "a gnuplot that fails leaves the old file as it was" {
    gnuplot_is <<<'echo half >race.svg; echo no such terminal >&2; exit 1'
    file=$BATS_TEST_TMPDIR/x.svg
    echo old >"$file"
    run -1 stub_race --workers 2 --rounds 5 --svg "$file"
    [[ $output == *'no such terminal'*'expected gnuplot to draw'* ]]
    [ "$(cat "$file")" = old ]
    [ -z "$(find "$BATS_TEST_TMPDIR" -name '.race.*')" ]
}

@test "no gnuplot: exit 3 before any run, and how to get it" {
    mkdir "$STUB/bin"
    for tool in dirname sh; do
        ln -s "$(command -v "$tool")" "$STUB/bin/$tool"
    done
    PATH=$STUB/bin run -3 "$race" --program "$STUB/race" --svg x.svg
    [[ $output == *'found none; scripts/need.sh gnuplot installs it'* ]]
    [ ! -e "$STUB/log" ]
}

@test "an SVG that cannot be written is exit 1 before any run" {
    gnuplot_is <<<'echo "</svg>" >race.svg'
    for file in "$STUB/no/x" "$STUB" /dev/null; do
        run -1 stub_race --svg "$file"
        [[ $output == *"expected to write"* ]]
    done
    [ -c /dev/null ]
    [ ! -e "$STUB/log" ]
}

@test "who may not write the file or its folder is told so before any run" {
    [ "$(id -u)" -ne 0 ] || skip 'root may'
    gnuplot_is <<<'echo "</svg>" >race.svg'
    mkdir "$STUB/closed"
    chmod 500 "$STUB/closed"
    : >"$STUB/read_only"
    chmod 400 "$STUB/read_only"
    for file in "$STUB/closed/x" "$STUB/read_only"; do
        run -1 stub_race --svg "$file"
        [[ $output == *"expected to write '$file'"* ]]
    done
    [ ! -e "$STUB/log" ]
}

@test "nothing stays behind in TMPDIR, after a success or a failure" {
    run -0 stub_race --workers 2 --rounds 5
    program <<<'exit 1'
    run -1 stub_race --workers 2 --rounds 5
    [ -z "$(ls -A "$TMPDIR")" ]
}

@test "Ctrl-C: exit 130, and nothing stays behind" {
    env --default-signal=INT true || skip 'env(1) cannot restore signals'
    gnuplot_is <<<'echo "</svg>" >race.svg'
    program <<<': >"$STUB/started"; exec sleep 60'
    # A group of its own, as a terminal would give it.
    set -m
    env --default-signal=INT "$race" --program "$STUB/race" \
        --svg "$STUB/x.svg" >"$STUB/out" 2>&1 </dev/null 3>&- &
    set +m
    tries=1200
    until [ -e "$STUB/started" ]; do
        [ $((tries -= 1)) -gt 0 ]
        sleep 0.05
    done
    kill -INT -- "-$!"
    status=0
    wait "$!" || status=$?
    [ "$status" -eq 130 ]
    [ ! -s "$STUB/out" ]
    [ -z "$(ls -A "$TMPDIR")" ]
    [ -z "$(find "$STUB" -name '*svg*' -o -name '.race.*')" ]
}
