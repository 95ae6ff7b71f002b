#!/usr/bin/env bats
# What the tree promises of itself: it compiles everywhere without a warning, it
# is formatted, and the sanitizers find nothing.

# bats file_tags=once-2

load helpers

setup() {
    cd "$TOP"
    mapfile -t c_files < <(find solutions tests -name '*.c' -o -name '*.h' |
        sort)
    mapfile -t sh_files < <(find scripts tests -name '*.sh' | sort)
    sh_files+=(.ci/run)
}

need() {
    command -v "$1" >/dev/null || skip "no $1 here"
}

# Each file alone, without a word from any compiler of these names that is
# installed: as it comes, as C11, and optimised, which is when some warnings come
# up.  To objects, for what the linker says of them make build hears.
compiles_with() {
    local warn=(-Wall -Wextra -Wpedantic -Wconversion -Werror) cc
    local -A known=()
    for cc in $(compgen -c | grep -xE "$1" | sort -u); do
        known[$(realpath "$(type -P "$cc")")]=$cc
    done
    [ "${#known[@]}" -gt 0 ] || skip "no $1 here"
    cd "$BATS_TEST_TMPDIR"
    for cc in "${known[@]}"; do
        echo "$cc"
        "$cc" "${warn[@]}" -fsyntax-only "$TOP"/solutions/*.c \
            "$TOP"/tests/labs/*/alternatives/*.c
        "$cc" "${warn[@]}" -O2 -std=c11 -c "$TOP"/solutions/*.c
        "$cc" "${warn[@]}" -O2 -c "$TOP"/tests/{judge,claims,suite}/*.c
    done
}

@test "gcc compiles every file alone without a warning" {
    compiles_with 'gcc(-[0-9]+)?'
}

@test "gcc for aarch64 compiles every file alone without a warning" {
    compiles_with 'aarch64-linux-gnu-gcc'
}

@test "clang compiles every file alone without a warning" {
    compiles_with 'clang(-[0-9]+)?'
}

@test "musl-gcc compiles every file alone without a warning" {
    compiles_with musl-gcc
}

@test "the programs of clang and of musl pass the rubric, too" {
    command -v clang >/dev/null || command -v musl-gcc >/dev/null ||
        skip "neither clang nor musl-gcc here"
    for cc in clang musl-gcc; do
        command -v "$cc" >/dev/null || continue
        folder=$BATS_TEST_TMPDIR/$cc
        mkdir "$folder"
        for file in solutions/*.c; do
            lab=$(basename "$file" .c)
            "$cc" -O2 -o "$folder/$lab" "$file"
        done
        run -0 "$JUDGE" "$folder" tests/labs/*/rubric.sh
    done
}

@test "the interposer calls nothing that only one libc has" {
    need musl-gcc
    cd "$BATS_TEST_TMPDIR"
    ${CC:-cc} -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -shared -fPIC \
        -o interpose.so "$TOP/tests/judge/interpose.c" -ldl
    printf '%s\n' '#include <errno.h>' '#include <sys/shm.h>' \
        'int main(void) { return shmget(1, 2, 3) == -1 ? errno : 0; }' >get.c
    musl-gcc -o get get.c
    SHM_LABS_FAULT=shmget:1:28 LD_PRELOAD=$PWD/interpose.so run -28 ./get
}

@test "the sanitizers find nothing, in the programs nor in the judge" {
    sanitize=(-g '-fsanitize=address,undefined' -fno-sanitize-recover=all)
    folder=$BATS_TEST_TMPDIR/programs
    mkdir "$folder"
    echo 'int main(void) { return 0; }' >"$BATS_TEST_TMPDIR/probe.c"
    ${CC:-cc} "${sanitize[@]}" -o "$BATS_TEST_TMPDIR/probe" \
        "$BATS_TEST_TMPDIR/probe.c" || skip "no sanitizers here"
    # Of older ones some die at once where addresses are very random
    # (vm.mmap_rnd_bits=32).
    for _ in {1..20}; do
        timeout 20 "$BATS_TEST_TMPDIR/probe" || skip "sanitizers that fail by luck"
    done
    for file in solutions/*.c; do
        ${CC:-cc} "${sanitize[@]}" -o "$folder/$(basename "$file" .c)" "$file"
    done
    tools=$BATS_TEST_TMPDIR/tools
    make -s CC="${CC:-cc} ${sanitize[*]}" B="$BATS_TEST_TMPDIR" "$tools"/{judge,claims}
    cp build/tools/interpose.so "$tools/"
    # A report is exit 99: no check expects that.  Leaks need ptrace, which a
    # cage does not give.
    ASAN_OPTIONS=detect_leaks=0:exitcode=99:verify_asan_link_order=0 \
        UBSAN_OPTIONS=exitcode=99 JUDGE_MEMORY=0 \
        run -0 "$tools/judge" "$folder" tests/labs/*/rubric.sh
    [[ $output != *"runtime error"* && $output != *"AddressSanitizer"* ]]
    # All but chapter 3, where a limit is set that the sanitizers overstep.
    ASAN_OPTIONS=detect_leaks=0:exitcode=99 UBSAN_OPTIONS=exitcode=99 \
        run -0 "$tools/claims" 0 1 2 4 5 6 7 8
    [[ $output != *"runtime error"* && $output != *"AddressSanitizer"* ]]
}

# In bash a test that is not the last of && or ||, and what ! turns round, ends
# nothing: as an assertion it would be one that cannot fail.
@test "no assertion is one that bash passes over" {
    run -1 grep -nE '^ +\[.*\] && [^|]*$|\|\| ! |^ +! [^|&]*$|\|\| need_[a-z]+$' \
        tests/suite/*.bats
}

@test "06 says so where the system has no SHM_LOCK" {
    sed 's/SHM_LOCKED/SHM_NOT_THERE/' solutions/06_shm_lock.c \
        >"$BATS_TEST_TMPDIR/06.c"
    ${CC:-cc} -Wall -Wextra -Werror -o "$BATS_TEST_TMPDIR/06" \
        "$BATS_TEST_TMPDIR/06.c"
    run -1 "$BATS_TEST_TMPDIR/06" 0
    [[ $output == *"this system cannot lock a segment"* ]]
}

@test "clang-format has nothing to change" {
    need clang-format
    # Versions differ in small things: the one of Debian 12 is the measure.
    run clang-format --dry-run --Werror "${c_files[@]}"
    [ "$status" = 0 ] || [[ $(clang-format --version) != *"version 14."* ]]
}

@test "no line is longer than 80 columns, none has a tab or a trailing space" {
    # What a rubric says to a learner stays on one line: 100 there.
    run ! grep -nE '.{101,}' tests/labs/*.sh tests/labs/*/*.sh
    run ! grep -nE ".{81,}" solutions/*.c tests/labs/*/skeleton.c tests/suite/*.c \
        tests/judge/* tests/claims/* scripts/*.sh .ci/run
    run ! grep -nP '\t' "${c_files[@]}" "${sh_files[@]}"
    run ! grep -nE ' +$' "${c_files[@]}" "${sh_files[@]}" Makefile ./*.md
}

@test "ShellCheck has nothing to say" {
    need shellcheck
    shellcheck -x "${sh_files[@]}" tests/docs/inside.bash
    # What bats does with subshells, output and stderr ShellCheck cannot know.
    shellcheck -x -S warning -e SC2030,SC2031,SC2034,SC2128,SC2154,SC2164,SC2178,SC2258 \
        tests/suite/*.bats tests/suite/helpers.bash
}

@test "shfmt has nothing to change" {
    need shfmt
    run -0 shfmt -d -i 4 -ci -bn -ln posix "${sh_files[@]}"
    run -0 shfmt -d -i 4 -ci -bn -ln bash tests/docs/inside.bash
}

@test "the solutions are short: one concept each" {
    # 07 has a race, two repairs and the clean-up of three kinds of death.
    for file in solutions/*.c; do
        lines=$(grep -cvE '^[[:space:]]*(/\*|\*|//|$)' "$file")
        [[ $lines -le 90 || $file == */07_race_demo.c && $lines -le 160 ]]
        # The header: at most 14 lines, with a session in it.
        header=$(sed '/\*\//q' "$file")
        [ "$(wc -l <<<"$header")" -le 14 ]
        grep -q '\$ \./' <<<"$header"
        [[ $header == "/* $(basename "$file") - "* ]]
    done
}

@test "every script tells its usage, and refuses what it does not know" {
    for script in scripts/*.sh; do
        [ "$script" != scripts/lib.sh ] || continue
        run -0 "$script" --help
        [[ $output == *usage* || $output == *Usage* ]]
        run -2 "$script" --no-such-option
    done
}

@test "make help names every target with a line" {
    run -0 make help
    for target in $(sed -n 's/^\([a-z]*\):.*/\1/p' Makefile); do
        [[ $output == *"make $target "* ]]
    done
}
