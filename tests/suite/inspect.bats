#!/usr/bin/env bats
# inspect.sh: any program, each of its System V calls failed in turn.

load helpers

inspect=$TOP/scripts/inspect.sh

setup() {
    export LC_ALL=C
    cd "$BATS_TEST_TMPDIR"
    chmod 755 .
}

# compile NAME <<'EOF' ... EOF
compile() {
    { printf '%s\n' '#include <stdio.h>' '#include <stdlib.h>' \
        '#include <string.h>' '#include <sys/sem.h>' '#include <sys/shm.h>' \
        '#include <unistd.h>' && cat; } >"$1.c"
    ${CC:-cc} -w "${@:2}" -o "$1" "$1.c"
}

@test "a careful program is found without fault" {
    need_namespaces
    compile careful <<'EOF'
int main(void)
{
    int id = shmget(IPC_PRIVATE, 100, IPC_CREAT | 0600);
    if (id == -1) { perror("shmget"); return 1; }
    char *p = shmat(id, NULL, 0);
    int saved = p == (void *)-1;
    if (saved) perror("shmat");
    if (shmctl(id, IPC_RMID, NULL) == -1) { perror("shmctl"); return 1; }
    if (saved) return 1;
    if (shmdt(p) == -1) { perror("shmdt"); return 1; }
    return 0;
}
EOF
    run "$inspect" ./careful
    # What cannot be removed is left: that is all there is to find.
    [[ $output == *"4 calls failed in turn, 1 finding"* ]]
    [[ $output =~ shmget\ +No\ space\ left\ on\ device\ +ok\ +exit\ 1 ]]
    [[ $output =~ shmat\ +Cannot\ allocate\ memory\ +ok\ +exit\ 1 ]]
    [[ $output =~ shmctl\ IPC_RMID\ +Operation\ not\ permitted\ +LEAKS\ +exit\ 1 ]]
    [ "$status" = 1 ]
}

@test "an unchecked shmat is a crash, an unchecked shmget a silence" {
    compile careless <<'EOF'
int main(void)
{
    int id = shmget(IPC_PRIVATE, 100, IPC_CREAT | 0600);
    char *p = shmat(id, NULL, 0);
    shmctl(id, IPC_RMID, NULL);
    strcpy(p, "hello");
    return 0;
}
EOF
    run -1 "$inspect" ./careless
    [[ $output =~ shmat\ +Cannot\ allocate\ memory\ +CRASHES\ +killed\ by\ signal\ 11 ]]
    [[ $output =~ shmctl\ IPC_RMID\ +Operation\ not\ permitted\ +(LEAKS|GOES\ ON) ]]
}

@test "what is left is told, with key and size" {
    need_namespaces
    compile leaky <<'EOF'
int main(void)
{
    shmget(0x1234, 77, IPC_CREAT | 0600);
    semget(0x1234, 1, IPC_CREAT | 0600);
    return 0;
}
EOF
    run -1 "$inspect" ./leaky
    [[ $output == *"LEAVES    1 segment (segment 0, key 0x00001234, 77 bytes, nattch 0) 1 semaphore set"* ]]
}

@test "the timeline has each call, its result and what became of the segment" {
    compile story <<'EOF'
int main(void)
{
    int id = shmget(IPC_PRIVATE, 100, IPC_CREAT | 0600);
    char *p = shmat(id, NULL, 0);
    shmctl(id, IPC_RMID, NULL);
    shmdt(p);
    return 0;
}
EOF
    run "$inspect" ./story
    [[ $output =~ shmget\(0x00000000,\ 100,\ IPC_CREAT\|0600\)\ +-\>\ [0-9]+\ +segment\ [0-9]+ ]]
    [[ $output =~ shmat\([0-9]+,\ [^\)]*\)?,?\ .*-\>\ 0x[0-9a-f]+\ +nattch\ 1 ]]
    [[ $output =~ shmctl\([0-9]+,\ IPC_RMID\)\ +-\>\ 0\ +dest,\ nattch\ 1 ]]
    [[ $output =~ shmdt\(0x[0-9a-f]+\)\ +-\>\ 0\ +gone ]]
}

@test "a program that hangs when a call fails is told so" {
    compile patient <<'EOF'
int main(void)
{
    int id;
    while ((id = shmget(IPC_PRIVATE, 100, IPC_CREAT | 0600)) == -1)
        if (getenv("SHM_LABS_FAULT")) for (;;);
    return shmctl(id, IPC_RMID, NULL) != 0;
}
EOF
    JUDGE_SECONDS=1 run -1 "$inspect" ./patient
    [[ $output =~ shmget\ +No\ space\ left\ on\ device\ +HANGS\ +still\ running\ after\ 1\ s ]]
}

@test "a program that takes -1 for a key, and one that crashes by itself, are told" {
    compile nokey <<'EOF'
int main(void)
{
    int id = shmget(ftok("nowhere", 1), 100, 0600);
    return *(char *)shmat(id, NULL, 0);
}
EOF
    run -1 "$inspect" ./nokey
    [[ $output == *"GOES ON   after ftok failed: its key is -1"* ]]
    [[ $output == *"CRASHES   with no call made to fail"* ]]
    [[ $output == *"0 calls failed in turn, 2 findings"* ]]
}

# bats test_tags=once-1
@test "a program that runs on by itself does not hang when a call fails" {
    compile server <<'EOF'
int main(void)
{
    int id = shmget(IPC_PRIVATE, 100, IPC_CREAT | 0600);
    if (id == -1) { perror("shmget"); return 1; }
    shmctl(id, IPC_RMID, NULL);
    for (;;) pause();
}
EOF
    JUDGE_SECONDS=1 run -1 "$inspect" ./server
    [[ $output =~ shmctl\ IPC_RMID\ +Operation\ not\ permitted\ +(LEAKS|GOES\ ON) ]]
    [[ $output != *HANGS* ]]
}

@test "-b runs a command before, in the same namespace" {
    compile writer <<'EOF'
int main(void) { return shmget(0x99, 100, IPC_CREAT | 0600) == -1; }
EOF
    compile reader <<'EOF'
int main(void)
{
    int id = shmget(0x99, 0, 0);
    if (id == -1) { perror("shmget"); return 1; }
    return shmctl(id, IPC_RMID, NULL) == -1 ? (perror("shmctl"), 1) : 0;
}
EOF
    run -0 "$inspect" -b ./writer ./reader
    [[ $output == *"2 calls failed in turn, 0 findings"* ]]
}

@test "what the command made that comes first is not the program's leak" {
    need_namespaces
    compile quiet <<<'int main(void) { return shmget(1, 1, 0) == -1; }'
    run "$inspect" -b 'ipcmk -S 1; ipcmk -Q; ipcmk -M 1' ./quiet
    [[ $output != *LEAVES* && $output != *LEAKS* ]]
}

@test "a command that does not end is ended, and so is what it leaves running" {
    compile quiet <<<'int main(void) { return shmget(1, 1, 0) == -1; }'
    word=$BATS_TEST_TMPDIR/first
    printf '#!/bin/sh\nwhile :; do sleep 1; done\n' >"$word"
    chmod +x "$word"
    JUDGE_SECONDS=0.5 run "$inspect" -b "$word" ./quiet
    [[ $output == *"-b: still running after 0.5 s, and ended: $word"* ]]
    [ "$(processes "$word")" = "" ]
    # As it starts them: each run anew.
    run "$inspect" -b "$word & :" ./quiet
    [[ $output != *"still running"* ]]
    gone() { [ "$(processes "$word")" = "" ]; }
    eventually gone
}

@test "a static program runs, and that its calls are not seen is said" {
    compile static -static <<<'int main(void) { return shmget(1, 1, 0) != -1; }' ||
        skip "no static libc"
    run -0 "$inspect" ./static
    [[ $output == *"No System V call was seen."* ]]
}

@test "nothing of it stays on the host, whatever the program leaves" {
    need_namespaces
    compile leaky <<'EOF'
int main(void)
{
    shmget(0x5a5a1234, 77, IPC_CREAT | 0600);
    if (fork() == 0) for (;;) pause();
    return 0;
}
EOF
    run -1 "$inspect" ./leaky
    [[ $output == *"a process that goes on"* ]]
    run ! grep -q "$((0x5a5a1234))" /proc/sysvipc/shm
    [ "$(processes "$BATS_TEST_TMPDIR/leaky")" = "" ]
}

@test "without namespaces what it made goes, and what was there stays" {
    before=$(ids shm && ids sem)
    old=$("$SOLUTIONS/02_shmget" -p | sed -n 's/^shmid=//p')
    compile leaky <<'EOF'
#include <sys/sem.h>
int main(void)
{
    shmget(IPC_PRIVATE, 77, IPC_CREAT | 0600);
    return semget(IPC_PRIVATE, 1, IPC_CREAT | 0600) == -1;
}
EOF
    run -1 "$JUDGE" -n -i -b "$SOLUTIONS/02_shmget -p; ./leaky" ./leaky
    [[ $output == *"LEAKS"* || $output == *"segment"* ]]
    ipcs -m -i "$old" | grep -q bytes=512
    ipcrm -m "$old"
    [ "$(ids shm && ids sem)" = "$before" ]
}

@test "wrong usage is exit 2, a missing program exit 3" {
    run -2 "$inspect"
    run -2 "$inspect" -x ./a
    run -2 "$inspect" -b
    run -3 "$inspect" ./nowhere
    run -3 "$inspect" /etc/passwd
}
