#!/usr/bin/env bats
# The rubric is itself proven: the solutions and programs written otherwise pass
# every check, each mutant fails the check that it names.

load helpers

LABS="01_ftok 02_shmget 03_attach_write 04_read_detach 05_ipc_rmid 06_shm_lock
    07_race_demo"

# passes FOLDER LAB [OPTION...]: every check that can be judged.
passes() {
    run -0 "$JUDGE" "${@:3}" "$1" "$TOP/tests/labs/$2/rubric.sh"
    [[ $output != *"could not be carried out"* ]]
}

# folder_with LAB SOURCE: the solutions, with this program for that lab.
folder_with() {
    local folder=$BATS_TEST_TMPDIR/programs
    rm -rf "$folder"
    mkdir "$folder"
    ln -s "$SOLUTIONS"/* "$folder/"
    rm -f "$folder/$1"
    ${CC:-cc} -w -O1 -o "$folder/$1" "$2"
}

@test "the solutions pass every check, whatever the seed" {
    for seed in $(share 1 2); do
        run -0 "$JUDGE" -s "$seed" "$SOLUTIONS" "$TOP"/tests/labs/*/rubric.sh
        [[ $output == *"70 of 70 points: "*" checks passed."* ]] || {
            need_namespaces
            false
        }
    done
}

# bats test_tags=once-1
@test "the solutions pass without namespaces, as far as that can be judged" {
    for lab in $LABS; do
        passes "$SOLUTIONS" "$lab" -n
    done
}

# bats test_tags=once-2
@test "without namespaces nothing is left in the host's tables" {
    need_namespaces
    # A host of our own: on the real one others come and go.
    host=(unshare --ipc)
    [ "$(id -u)" = 0 ] || host=(unshare --user --map-root-user --ipc)
    run -0 "${host[@]}" sh -c '
        "$@" >/dev/null && tail -qn +2 /proc/sysvipc/*' sh \
        "$JUDGE" -n "$SOLUTIONS" "$TOP"/tests/labs/*/rubric.sh
    [ "$output" = "" ]
}

# bats test_tags=once-1
@test "the solutions pass on a single processor" {
    first_processor
    run -0 taskset -c "$processor" "$JUDGE" "$SOLUTIONS" "$TOP"/tests/labs/*/rubric.sh
}

# bats test_tags=once-1
@test "every check has a mutant that names it, and every lab twelve" {
    run -0 "$JUDGE" -l "$SOLUTIONS" "$TOP"/tests/labs/*/rubric.sh
    while IFS=$'\t' read -r lab _ name _; do
        grep -qx "# fails: $name" "$TOP/tests/labs/$lab/mutants"/*.sed ||
            { echo "no mutant for check $name of $lab" && false; }
    done <<<"$output"
    for lab in $LABS; do
        mutants=("$TOP/tests/labs/$lab/mutants"/*.sed)
        [ "${#mutants[@]}" -ge 12 ]
    done
}

# try_mutants LAB FILE...: says what is wrong with these mutants; nothing if each
# fails the check that it names.  Few processes are started, for there are many.
try_mutants() {
    local lab=$1 mutant text name mistake some line solution folder
    solution=$(<"$TOP/solutions/$lab.c")
    folder=$(mktemp -d "$BATS_TEST_TMPDIR/mutants.XXXXXX")
    chmod 755 "$folder"
    for mutant in "${@:2}"; do
        name='' mistake='' some=''
        while read -r line; do
            case $line in
                '# fails: '*) name=${line#*: } ;;
                '# mistake: '*) mistake=yes ;;
                '# namespaces: '*) some=yes ;;
            esac
        done <"$mutant"
        [[ $name && $mistake ]] || echo "$mutant: which mistake is it?"
        text=$(sed -f "$mutant" "$TOP/solutions/$lab.c")
        [[ $text != "$solution" ]] || echo "$mutant: it changes nothing"
        printf '%s\n' "$text" >"$folder/mutant.c"
        # tcc, where it is installed, is ten times as fast; it knows no atomics,
        # and no volatile that is only read.
        { [[ $lab != 0[67]* ]] && tcc -w -o "$folder/$lab" "$folder/mutant.c"; } \
            2>/dev/null || ${CC:-cc} -w -O0 -pthread -o "$folder/$lab" "$folder/mutant.c" ||
            echo "$mutant: it does not compile"
        line=$(JUDGE_SECONDS=1 "$JUDGE" -j 1 -t -c "$name" "$folder" \
            "$TOP/tests/labs/$lab/rubric.sh") || true
        case $line in
            *$'\tfail\t'*) ;;
            *$'\tskip\t'*) echo skipped ;;
            *)
                # Some mistakes show only where the first id is 0, say.
                [[ $some ]] && echo skipped ||
                    echo "$mutant: check $name did not fail: $line"
                ;;
        esac
    done
    rm -r "$folder"
}

# Every mutant of a lab fails the check that it names; as many at a time as
# there are processors, and one more, since some wait.
mutants_fail() {
    local mutants all i k n pids=()
    n=$(($(nproc) + 1))
    mapfile -t mutants < <(share "$TOP/tests/labs/$1/mutants"/*.sed)
    for ((i = 0; i < n; i++)); do
        all=()
        for ((k = i; k < ${#mutants[@]}; k += n)); do
            all+=("${mutants[k]}")
        done
        untraced try_mutants "$1" "${all[@]}" \
            >"$BATS_TEST_TMPDIR/complaints.$i" 2>&1 3>&- &
        pids+=("$!")
    done
    # One that comes to no end has not tried them all.
    for pid in "${pids[@]}"; do
        wait "$pid"
    done
    [ "$(cat "$BATS_TEST_TMPDIR"/complaints.* | grep -vxc skipped)" = 0 ] ||
        { grep -hvx skipped "$BATS_TEST_TMPDIR"/complaints.* && false; }
    # Where all can be judged nothing is left out.
    if grep -qx skipped "$BATS_TEST_TMPDIR"/complaints.*; then
        need_user_namespaces
        false
    fi
}

@test "mutants of 01_ftok fail the check that they name" {
    mutants_fail 01_ftok
}
@test "mutants of 02_shmget fail the check that they name" {
    mutants_fail 02_shmget
}
@test "mutants of 03_attach_write fail the check that they name" {
    mutants_fail 03_attach_write
}
@test "mutants of 04_read_detach fail the check that they name" {
    mutants_fail 04_read_detach
}
@test "mutants of 05_ipc_rmid fail the check that they name" {
    mutants_fail 05_ipc_rmid
}
@test "mutants of 06_shm_lock fail the check that they name" {
    mutants_fail 06_shm_lock
}
@test "mutants of 07_race_demo fail the check that they name" {
    mutants_fail 07_race_demo
}

@test "correct programs written otherwise pass every check" {
    for lab in $LABS; do
        mapfile -t sources < <(share "$TOP/tests/labs/$lab/alternatives"/*.c)
        for source in "${sources[@]}"; do
            folder_with "$lab" "$source"
            passes "$BATS_TEST_TMPDIR/programs" "$lab"
        done
    done
}

# bats test_tags=once-1
@test "a program that only ever succeeds, or only ever refuses, gets no point" {
    folder=$BATS_TEST_TMPDIR/programs
    mkdir "$folder"
    for status in 0 1 2; do
        cat >"$BATS_TEST_TMPDIR/only.c" <<EOF
#include <stdio.h>
int main(void)
{
    fputs("usage: Invalid argument, Permission denied, No such file or "
          "directory, File exists, Cannot allocate memory, No space left on "
          "device, Operation not permitted, Too many open files\n", stderr);
    return $status;
}
EOF
        ${CC:-cc} -o "$BATS_TEST_TMPDIR/only" "$BATS_TEST_TMPDIR/only.c"
        for lab in $LABS; do
            cp "$BATS_TEST_TMPDIR/only" "$folder/$lab"
        done
        JUDGE_SECONDS=1 run -1 "$JUDGE" -t "$folder" "$TOP"/tests/labs/*/rubric.sh
        echo "exit $status: $(awk -F'\t' '$4 > 0 { print $1, $3 }' <<<"$output")"
        [ "$(awk -F'\t' '$4 > 0' <<<"$output")" = "" ]
    done
}
