#!/usr/bin/env bats
# The skeletons and the hints: what a learner starts from.  A skeleton is its
# solution with holes, says so when it is run, and is worth nothing.  They are
# those of tests/labs/, since the ones in labs/ are the learner's to solve;
# learner.bats compares the two.

load helpers

LABS=$(cd "$TOP/tests/labs" && echo [0-9]*)
WARN="-Wall -Wextra -Wpedantic -Wconversion -Werror"

setup() {
    cd "$TOP"
    bin=$BATS_TEST_TMPDIR/programs
    mkdir "$bin"
}

# cut LAB: the skeleton, cut at its gaps.  piece[0] ... piece[n] stand around
# them, gap[1] ... gap[n] are they, answer[1] ... what the solution has there.
cut() {
    untraced cut_at_gaps "$1"
}
cut_at_gaps() {
    local line open='' n=0 rest found i
    piece=('') gap=('') answer=('')
    while IFS= read -r line; do
        if [[ $line =~ ^\ *'/* TODO '([0-9]+)': ' ]]; then
            n=$((n + 1))
            [[ -z $open && ${BASH_REMATCH[1]} == "$n" ]] ||
                { echo "$1: TODO ${BASH_REMATCH[1]} comes as number $n" && return 1; }
            open=$n piece[n]='' gap[n]=''
        fi
        if [ -n "$open" ]; then
            gap[n]+=$line$'\n'
        else
            piece[n]+=$line$'\n'
        fi
        if [[ $line =~ ^\ *'/* end of TODO '([0-9]+)' */'$ ]]; then
            [[ $open == "${BASH_REMATCH[1]}" ]] ||
                { echo "$1: there is no TODO ${BASH_REMATCH[1]} to end" && return 1; }
            open=''
        fi
    done <"tests/labs/$1/skeleton.c"
    [ -z "$open" ] || { echo "$1: TODO $open has no end" && return 1; }

    # Whole lines: what is sought begins behind the end of one.
    rest=$'\n'$(cat "solutions/$1.c")$'\n'
    for ((i = 0; i <= n; i++)); do
        # The last piece is the rest, each other the next place that is like it.
        if [ "$i" = "$n" ]; then
            found=${rest%$'\n'"${piece[i]}"}
        else
            found=${rest%%$'\n'"${piece[i]}"*}
        fi
        [[ ${piece[i]} && $found != "$rest" ]] ||
            { printf '%s: the solution lacks:\n%s' "$1" "${piece[i]}" && return 1; }
        rest=${rest:${#found}+${#piece[i]}}
        answer[i]=${found:+${found:1}$'\n'}
    done
    # What stands before the first gap stands at the top.
    [ "${answer[0]}" = "" ] || { echo "$1: another beginning" && return 1; }
}

# code: the lines of standard input that are neither empty nor comment.
code() {
    sed -e ':more' -e '/\/\*/{/\*\//!{N;b more' -e '}}' -e 's,/\*.*\*/,,' |
        grep '[^[:space:]]'
}

# fill LAB NUMBER...: the skeleton with the solution's answers to these TODOs.
fill() {
    local i
    for ((i = 0; i < ${#piece[@]}; i++)); do
        if [[ $i -gt 0 && " ${*:2} " == *" $i "* ]]; then
            printf '%s' "${answer[i]}"
        else
            printf '%s' "${gap[i]}"
        fi
        printf '%s' "${piece[i]}"
    done >"$BATS_TEST_TMPDIR/$1.c"
}

# build SOURCE...
build() {
    local source
    for source in "$@"; do
        # shellcheck disable=SC2086  # the warnings are words
        ${CC:-cc} -O1 $WARN -o "$bin/$(basename "$source" .c)" "$source"
    done
}

build_skeletons() {
    mkdir "$BATS_TEST_TMPDIR/labs"
    skeletons "$BATS_TEST_TMPDIR/labs"
    build "$BATS_TEST_TMPDIR"/labs/*.c
}

# bats test_tags=once-1
@test "skeleton and solution differ in the numbered gaps, and nowhere else" {
    for lab in $LABS; do
        cut "$lab"
        [ "${#gap[@]}" -ge 2 ]
        [ "${#gap[@]}" -le 5 ]
        # And nothing of a solution is left to be done.
        run ! grep -q TODO "solutions/$lab.c"
    done
}

# bats test_tags=once-1
@test "the header of a skeleton is its solution's" {
    for lab in $LABS; do
        [ "$(sed '/\*\//q' "tests/labs/$lab/skeleton.c")" = "$(sed '/\*\//q' "solutions/$lab.c")" ]
    done
}

# bats test_tags=once-1
@test "the solution answers each TODO in its place: a comment, then code" {
    for lab in $LABS; do
        cut "$lab"
        for ((i = 1; i < ${#gap[@]}; i++)); do
            echo "$lab TODO $i: ${answer[i]}"
            [[ ${answer[i]} =~ ^\ *'/* ' ]]
            [[ ${answer[i]} == *$'\n' ]]
            answered=$(code <<<"${answer[i]}")
            [ "$answered" != "" ]
            [ "$answered" != "$(code <<<"${gap[i]}")" ]
        done
    done
}

# bats test_tags=once-1
@test "a lab has at most 14 lines to be written" {
    for lab in $LABS; do
        cut "$lab"
        lines=$(printf '%s' "${answer[@]}" | code | wc -l)
        echo "$lab: $lines"
        [ "$lines" -ge 1 ]
        [ "$lines" -le 14 ]
    done
}

# bats test_tags=once-1
@test "a TODO names the manual, and an unsolved one reports ENOSYS" {
    for lab in $LABS; do
        cut "$lab"
        for ((i = 1; i < ${#gap[@]}; i++)); do
            echo "$lab TODO $i"
            [[ ${gap[i]} =~ [a-z]\([23]\) || ${gap[i]} == *"<stdatomic.h>"* ||
                ${gap[i]} == *volatile* ]]
            [[ ${gap[i]} == *"errno = ENOSYS;"* ]]
        done
    done
}

# Each lab with any of its gaps filled, and any others not: NAME_with_1_3.c.
compile_with() {
    command -v "$1" >/dev/null || skip "no $1 here"
    local lab set some all=$BATS_FILE_TMPDIR/all
    if mkdir "$all" 2>/dev/null; then
        for lab in $LABS; do
            cut "$lab"
            for ((set = 0; set < 1 << (${#gap[@]} - 1); set++)); do
                some=''
                for ((i = 1; i < ${#gap[@]}; i++)); do
                    [[ $((set >> (i - 1) & 1)) == 0 ]] || some+=" $i"
                done
                # shellcheck disable=SC2086  # numbers are words
                fill "$lab" $some
                cp "$BATS_TEST_TMPDIR/$lab.c" "$all/${lab}_with${some// /_}.c"
            done
        done
    fi
    cd "$BATS_TEST_TMPDIR"
    # gcc sees them all; the others those with one gap filled, or none.
    files=("$all"/*.c)
    [ "$1" = gcc ] || files=("$all"/*_with.c "$all"/*_with_?.c)
    # shellcheck disable=SC2086  # the warnings are words
    "$@" $WARN "${files[@]}"
}

# bats test_tags=once-2
@test "gcc has nothing to say of a skeleton, whatever is solved of it" {
    compile_with gcc -O1 -S
}

# bats test_tags=once-2
@test "clang has nothing to say of a skeleton, whichever gap is solved" {
    compile_with clang -fsyntax-only
}

# bats test_tags=once-2
@test "musl-gcc has nothing to say of a skeleton, whichever gap is solved" {
    compile_with musl-gcc -fsyntax-only
}

# bats test_tags=once-1
@test "a skeleton is formatted as all C is here" {
    run ! grep -nE '.{81,}' tests/labs/*/skeleton.c
    run ! grep -nP '\t| $' tests/labs/*/skeleton.c
    command -v clang-format >/dev/null || skip "no clang-format here"
    run clang-format --dry-run --Werror tests/labs/*/skeleton.c
    [ "$status" = 0 ] || [[ $(clang-format --version) != *"version 14."* ]]
}

@test "a skeleton says that it is not implemented, exits 1 and leaves nothing" {
    need_namespaces
    build_skeletons
    : >"$BATS_TEST_TMPDIR/file"
    # A host of our own, in which the one segment is ours.
    host=(unshare --ipc)
    [ "$(id -u)" = 0 ] || host=(unshare --user --map-root-user --ipc)
    cat >"$BATS_TEST_TMPDIR/all.sh" <<'EOF'
        file=$1 shmid=$("$2/02_shmget" -c "$1" 9 | sed -n 's/^shmid=//p')
        while read -r program arguments; do
            printf '%s: ' "$program $arguments"
            status=0
            eval "$program $arguments" </dev/null 2>"$1.err" >/dev/null || status=$?
            printf '%s ' "$status" && grep -c 'Function not implemented$' "$1.err" || :
        done <<'END'
01_ftok "$file" 83
02_shmget -c "$file" 83
02_shmget -c -x "$file" 83
02_shmget -p
02_shmget "$file" 9
03_attach_write "$shmid" hello
03_attach_write -k "$shmid" hello
04_read_detach "$shmid"
04_read_detach -r "$shmid"
05_ipc_rmid "$shmid"
05_ipc_rmid -n "$shmid"
05_ipc_rmid -m 0640 "$shmid"
06_shm_lock "$shmid"
06_shm_lock -u "$shmid"
07_race_demo
07_race_demo -s atomic
07_race_demo -s sem -w 3 -n 5
END
        tail -qn +2 /proc/sysvipc/* | wc -l
EOF
    PATH=$bin:$PATH run -0 "${host[@]}" sh "$BATS_TEST_TMPDIR/all.sh" \
        "$BATS_TEST_TMPDIR/file" "$SOLUTIONS"
    echo "$output"
    [ "${#lines[@]}" = 18 ]
    for line in "${lines[@]:0:17}"; do
        [[ $line =~ :\ 1\ [1-9]$ ]]
    done
    # The segment that was there, and nothing else.
    [ "${lines[17]}" = 1 ]
}

@test "a skeleton gets not one point" {
    build_skeletons
    JUDGE_SECONDS=1 run -1 "$JUDGE" -t "$bin" tests/labs/*/rubric.sh
    [ "$(wc -l <<<"$output")" -ge 60 ]
    awk -F'\t' '$4 > 0 { print $1, $3 }' <<<"$output"
    [ "$(awk -F'\t' '$4 > 0' <<<"$output")" = "" ]
}

# bats test_tags=once-1
@test "with each TODO solved in turn no point is lost, and nothing crashes" {
    for lab in $LABS; do
        cut "$lab"
        before=0 done=''
        for ((i = 1; i < ${#gap[@]}; i++)); do
            done+=" $i"
            # shellcheck disable=SC2086  # numbers are words
            fill "$lab" $done
            build "$BATS_TEST_TMPDIR/$lab.c"
            JUDGE_SECONDS=1 run "$JUDGE" -t "$bin" "tests/labs/$lab/rubric.sh"
            points=$(awk -F'\t' '{ sum += $4 } END { print sum }' <<<"$output")
            echo "$lab with TODOs$done: $points points"
            [ "$points" -ge "$before" ]
            before=$points
            [[ $output != *"killed by signal"* && $output != *"ran on"* ]]
            if [ "$i" -lt $((${#gap[@]} - 1)) ]; then
                [ "$status" = 1 ]
                [[ $output == *"Function not implemented"* ]]
            fi
        done
        [ "$status" = 0 ] || {
            need_namespaces
            false
        }
    done
}

# hints LAB: a line "SECTION NUMBER" for each section of its hints, or a word
# that something is wrong with them.
hints() {
    awk '
        function tell() {
            if (section != "")
                print section, count + 0
        }
        /^#/ { next }
        length > 76 { print "too long:", $0 }
        /[^ -~]/ || / $/ { print "odd bytes:", $0 }
        /^\[[a-z_]+\]$/ {
            tell()
            section = substr($0, 2, length - 2)
            if (seen[section]++)
                print "twice:", section
            count = inside = 0
            next
        }
        /^$/ { inside = 0; next }
        /^[[ \t]/ || section == "" { print "astray:", $0 }
        !inside { count++ }
        { inside = 1 }
        END { tell() }' "tests/labs/$1/hints.txt"
}

# bats test_tags=once-1
@test "every check has two to four hints, and every hint has its check" {
    run -0 "$JUDGE" -l "$SOLUTIONS" tests/labs/*/rubric.sh
    list=$output
    for lab in $LABS; do
        hints "$lab"
        # Each in the order of the rubric, behind how to start.
        [ "$(hints "$lab" | sed 's/ [2-4]$//')" = "start
$(awk -F'\t' -v lab="$lab" '$1 == lab { print $3 }' <<<"$list")" ]
    done
}

# bats test_tags=once-1
@test "no hint is a line of the solution" {
    for lab in $LABS; do
        cut "$lab"
        # Spaces apart, since a paragraph breaks where it likes.
        text=$(grep -v '^#' "tests/labs/$lab/hints.txt" | tr -d ' \n')
        while IFS= read -r line; do
            line=${line// /}
            # What unsolved gaps have, too, is no secret; nor is a fragment.
            [[ ${#line} -ge 12 && ${gap[*]//[ $'\n']/} != *"$line"* ]] || continue
            [[ $text != *"$line"* ]] || { echo "$lab: $line" && return 1; }
        done < <(printf '%s' "${answer[@]}" | code)
    done
}

# bats test_tags=once-1
@test "a hint speaks of TODOs that its lab has" {
    for lab in $LABS; do
        cut "$lab"
        for number in $(grep -o 'TODO [0-9]' "tests/labs/$lab/hints.txt" | grep -o '[0-9]' | sort -u); do
            [ "$number" -lt "${#gap[@]}" ]
        done
        for ((i = 1; i < ${#gap[@]}; i++)); do
            grep -q "TODO $i" "tests/labs/$lab/hints.txt"
        done
    done
}
