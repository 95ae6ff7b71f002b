#!/usr/bin/env bats
# README tells the truth: what it quotes is run here.

# bats file_tags=once-1

load helpers

setup() {
    cd "$TOP"
}

# block WORDS: the first fenced block of README that has a line with these words.
block() {
    awk -v words="$1" '/^```/ { inside = !inside
            if (!inside && found) exit
            text = ""; next }
        inside { text = text $0 "\n"; found = found || index($0, words) }
        END { printf "%s", text }' README.md
}

# What differs from run to run: of the demo numbers and addresses, and with them
# the spaces; of a check the names of its files, its id, and its seed.
of_demo() {
    sed -E 's/0x[0-9a-f]+/HEX/g; s/[0-9]+/N/g; s/ +/ /g; s/-+>/->/g; s/<-+/<-/g'
}
of_check() {
    sed -E 's|[a-z]+\.d/[a-z]+|FILE|g; s/ FILE [0-9]+$/ FILE N/; s/SEED=[0-9]+/SEED=N/'
}

@test "the two commands at the top of README exist and can be run" {
    commands=$(block scripts/demo.sh | sed 's/ *#.*//')
    [ "$commands" = $'scripts/demo.sh\nscripts/test.sh' ]
    for command in $commands; do
        [ -x "$command" ]
    done
}

# quoted WORDS KIND <OUTPUT: the lines of that block, but for "..." and the command, stand in OUTPUT
# in this order.
quoted() {
    local from=1 line pattern at
    "of_$2" >"$BATS_TEST_TMPDIR/shown"
    while IFS= read -r line; do
        [ "$line" != ... ] && [ -n "$line" ] || continue
        pattern=$("of_$2" <<<"$line")
        at=$(tail -n +"$from" "$BATS_TEST_TMPDIR/shown" | grep -nxF -e "$pattern" |
            head -n 1 | cut -d: -f1)
        [ -n "$at" ] || { echo "not shown: $line" && return 1; }
        from=$((from + at))
    done < <(block "$1")
}

@test "the session in README is what the demo shows" {
    scripts/demo.sh 03 </dev/null | quoted '02_shmget -c -s 512' demo
}

@test "the learner's session in README is what make check says at the start" {
    cp -Rp Makefile scripts solutions tests build "$BATS_TEST_TMPDIR/"
    cd "$BATS_TEST_TMPDIR"
    mkdir labs
    skeletons labs
    rm -rf build/labs build/check
    { echo '$ make check' && make -s check 2>&1 || :; } >said
    cd "$TOP"
    quoted 'make check' check <"$BATS_TEST_TMPDIR/said"
}

@test "the judge's commands in README work as they stand" {
    while IFS= read -r line; do
        command=$(sed 's/ *#.*//; s|FOLDER|build/solutions|' <<<"$line")
        run -0 sh -c "$command"
        [[ $output == *" of "*" points: "* || $output == *$'\tpass\t'* ]]
    done < <(block 'scripts/judge.sh FOLDER')
}

@test "the commands that meet in one segment work as they stand" {
    script=$(block 'id=$(build')
    [[ $script == *02_shmget*03_attach_write*04_read_detach*05_ipc_rmid* ]]
    # Another file, so that nobody else's Makefile key is in the way.
    : >"$BATS_TEST_TMPDIR/file"
    run -0 sh -euc "${script//Makefile/"$BATS_TEST_TMPDIR/file"}"
    [[ $output == *$'text=how are you\n'*"state=gone"* ]]
}

@test "the contract's synopses are the programs' usage lines" {
    for program in "$SOLUTIONS"/*; do
        name=${program##*/}
        synopsis=$(sed -n "s/^| \`$name\` | \`\(.*\)\` | \`[a-z].*/\1/p" README.md |
            sed 's/` | `.*//; s/\\|/|/g')
        run -0 "$program" -h
        [ "$output" = "usage: $program $synopsis" ]
    done
}

@test "the contract's facts are those that the programs print, in this order" {
    cd "$BATS_TEST_TMPDIR"
    : >file
    facts_of() {
        sed -n "s/^| \`$1\` |.*\` | \(\`[a-z_\` ]*\`\) | .*/\1/p" "$TOP/README.md" |
            tr -d '\`'
    }
    names() {
        sed 's/=.*//' | tr '\n' ' ' | sed 's/ $//'
    }
    PATH=$SOLUTIONS:$PATH
    [ "$(01_ftok file 83 | names)" = "$(facts_of 01_ftok)" ]
    [ "$(02_shmget -c file 83 | names)" = "$(facts_of 02_shmget)" ]
    id=$(02_shmget file 83 | sed -n 's/^shmid=//p')
    [ "$(03_attach_write "$id" x | names)" = "$(facts_of 03_attach_write)" ]
    [ "$(04_read_detach "$id" | names)" = "$(facts_of 04_read_detach)" ]
    [ "$(06_shm_lock "$id" | names)" = "$(facts_of 06_shm_lock)" ]
    mkfifo hold
    04_read_detach -k "$id" <hold >facts 3>&- &
    exec 8>hold
    eventually grep -q nattch_before= facts
    [ "$(05_ipc_rmid -m 600 "$id" | names)" = "$(facts_of 05_ipc_rmid)" ]
    exec 8>&-
    wait
    [ "$(07_race_demo -n 10 | names)" = "$(facts_of 07_race_demo)" ]
}

@test "every file and target that README names is there" {
    for path in $(sed 's|build/[^ )`]*||g' README.md |
        grep -oE '(scripts|solutions|tests)/[A-Za-z0-9_./*-]*' |
        sed 's/[.]*$//' | sort -u); do
        compgen -G "$path" >/dev/null || { echo "$path" && false; }
    done
    for target in $(grep -oE '`make [a-z]+' README.md | sort -u | cut -d' ' -f2); do
        grep -q "^$target:" Makefile || { echo "$target" && false; }
    done
}

@test "the rubric's README names every verb of the judge, and no other" {
    verbs=$(sed -n 's/^    {"\([a-z_]*\)", [0-9].*/\1/p' tests/judge/verbs.c | sort)
    asked=$(sed -n '/^for verb in/,/; do$/p' tests/labs/words.sh |
        sed 's/for verb in//; s/; do//; s/\\//' | tr -s ' \n' '\n' | sed '/^$/d' | sort)
    told=$(grep '^| `' tests/labs/README.md | cut -d'|' -f2 |
        grep -oE '`[a-z_]+' | tr -d '\`' | sort -u | grep -vxE "usage|help|every_fault|long")
    [ "$asked" = "$verbs" ]
    [ "$told" = "$verbs" ]
}

# bats test_tags=once-2
@test "the exercises without a skeleton: their lines say right, to a right program" {
    need_user_namespaces
    cd "$BATS_TEST_TMPDIR"
    sed -n '/^### Exercises without/,/^## /p' "$TOP/TUTORIAL.md" |
        awk '/^```$/ { open = 0 } open { print >n } /^```sh$/ { open = 1; n = "judge." ++i }'
    names=(samekey meet post sweep pages buffer room)
    [ ! -e "judge.$((${#names[@]} + 1))" ]
    for ((i = 1; i <= ${#names[@]}; i++)); do
        name=${names[i - 1]}
        mkdir "$i"
        ${CC:-cc} -w -o "$i/$name" "$TOP/tests/docs/beyond/$name.c"
        judged "$i"
        [ "$output" = right ]
        # And not to a wrong one.
        rm -r "$i"
        mkdir "$i"
        cp "$(type -P true)" "$i/$name"
        judged "$i"
        [[ $output != *right* ]]
    done
}

# judged N: what the lines of exercise N say of the program in folder N.
judged() {
    PATH=$SOLUTIONS:$PATH run unshare --user --map-root-user --ipc sh -c \
        'cd "$0" && exec timeout 60 bash "../judge.$0"' "$1"
}
