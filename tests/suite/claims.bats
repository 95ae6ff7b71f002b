#!/usr/bin/env bats
# What is said of shared memory, put to the kernel: scripts/claims.sh.

load helpers

setup() {
    CLAIMS=$TOP/scripts/claims.sh
    unset SHM_LABS_FAULT CLAIMS_SECONDS
    export TMPDIR=$BATS_TEST_TMPDIR
    cd "$BATS_TEST_TMPDIR"
    # LD_PRELOAD takes no path with a space, as that of the tree may be.
    ln -s "$TOP/build/tools/interpose.so" .
}

# outcome WORD <TSV: how many claims came out so.
outcome() {
    awk -F '\t' -v word="$1" '$4 == word { n++ } END { print n + 0 }'
}

@test "this machine agrees with at least 55 of the article's claims, contradicts none" {
    need_namespaces
    run -0 "$CLAIMS" -t
    [ "$(outcome contradicts <<<"$output")" = 0 ]
    articles=$(awk -F '\t' '$2 != "heard"' <<<"$output")
    [ "$(outcome agrees <<<"$articles")" -ge 55 ]
    # Whatever was not tried says why, and what was tried shows its evidence.
    [ "$(awk -F '\t' 'NF != 6 || $6 == ""' <<<"$output")" = "" ]
}

@test "without namespaces most can be tried, the others say what they need" {
    before=$(ids shm && ids sem)
    run -0 "$CLAIMS" -n -t
    [ "$(outcome contradicts <<<"$output")" = 0 ]
    [ "$(outcome agrees <<<"$output")" -ge 55 ]
    untried=$(awk -F '\t' '$4 == "untried" { print $6 }' <<<"$output")
    [[ $untried == *"needs an IPC namespace of its own, which this host refuses"* ]]
    [ "$(ids shm && ids sem)" = "$before" ]
}

# What Docker leaves to root: it may become another user, but it may not remove
# what that user made.
docker=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap
docker+=,+net_bind_service,+net_raw,+sys_chroot,+mknod,+audit_write,+setfcap

@test "root in a container leaves nothing that it made as another user" {
    [ "$(id -u)" = 0 ] || skip "only root becomes another user"
    need_namespaces
    run -0 unshare --ipc setpriv --bounding-set="$docker" sh -c \
        '"$1" -n -t; tail -qn +2 /proc/sysvipc/*' sh "$TOP/build/tools/claims"
    [ "$(outcome agrees <<<"$output")" -ge 55 ]
    left=$(awk -F '\t' 'NF != 6' <<<"$output")
    echo "$left"
    [ "$left" = "" ]
}

# machine REASON SETUP - all claims in a room of its own, which SETUP made such a
# machine: REASON is why one of them cannot be tried there, and whatever is said
# is neither contradicted nor left behind.
machine() {
    run "${room[@]}" bash -c "( $2"' || exit 77; exec ${as-} "$0" -n -t )
        status=$?
        [ ! -e /proc/sysvipc/shm ] || tail -qn +2 /proc/sysvipc/*
        exit $status' "$TOP/build/tools/claims" 3>&- 4>&-
    # Not every kernel lets an ordinary user make each machine.
    [ "$status" != 77 ] || [ "$(id -u)" = 0 ] || return 0
    wrong=$(awk -F '\t' 'NF != 6 || $4 == "contradicts"' <<<"$output")
    echo "$2: exit $status: $wrong"
    [[ $wrong == "" && $status == [03] ]]
    [[ $output == *$'\tuntried\t'*"$1"* ]]
}

# bats test_tags=once-2
@test "where the machine limits or refuses something claims are untried, never contradicted" {
    need_namespaces
    room=(unshare --ipc --mount)
    [ "$(id -u)" = 0 ] || room+=(--user --map-root-user)
    cc -shared -fPIC -o liar.so "$TOP/tests/suite/liar.c" -ldl
    mkdir small
    set_to='cd /proc/sys/kernel && echo'

    machine 'ulimit -l' 'ulimit -l 0 && as="setpriv --bounding-set=-ipc_lock"'
    machine 'Too many open files' 'ulimit -n 6'
    machine 'File too large' 'ulimit -f 0'
    machine 'Cannot allocate memory' 'ulimit -v 8000'
    machine 'fork: Resource temporarily' "export LIE=fork LD_PRELOAD=$PWD/liar.so"
    machine 'needs root' 'as="setpriv --bounding-set=-all"'
    machine 'needs root' 'as="unshare --user --map-root-user"'
    machine 'shmget: No space left' "$set_to 0 >shmmni"
    machine 'No space left' "$set_to 1 >shmall"
    machine 'kernel.shmmax is 50' "$set_to 50 >shmmax"
    machine 'semget: ' "$set_to 0 0 0 0 >sem"
    machine 'Argument list too long' "$set_to 32000 1024000000 0 32000 >sem"
    machine 'shm_rmid_forced is 1' "$set_to 1 >shm_rmid_forced"
    machine '/proc/sysvipc/shm: No such' 'mount -t tmpfs none /proc/sysvipc'
    machine '/proc/self/smaps: No such' 'mount -t tmpfs none /proc'
    machine 'small/shm-labs.' "export TMPDIR=$PWD/small &&
        mount -t tmpfs -o nr_inodes=2 none small"
    for call in shmget:0:38 shmdt:0:1 'shmctl IPC_RMID:0:1'; do
        machine 'refuses System V segments' "export SHM_LABS_FAULT='$call' \
            LD_PRELOAD=$PWD/interpose.so"
    done
    machine 'refuses System V semaphores' "export SHM_LABS_FAULT=semctl:0:38 \
        LD_PRELOAD=$PWD/interpose.so"
    machine 'segments: Bad system call' "export LIE=shmat LD_PRELOAD=$PWD/liar.so"
    machine 'does not move' "export LIE=clock LD_PRELOAD=$PWD/liar.so"
}

@test "what needs root says so to an ordinary user, and is tried by root" {
    if [ "$(id -u)" = 0 ]; then
        run -0 "$CLAIMS" 5.6
        [[ $output == *"a stranger's IPC_RMID is EPERM"* ]]
    else
        run -3 "$CLAIMS" 5.6
        [[ $output == *"untried"*"needs root"* ]]
    fi
}

# A claim's experiment must be able to come out otherwise: under a kernel whose
# calls fail, or a library that lies about them, it does.
# bats test_tags=once-2
@test "no experiment agrees whatever happens: each can be contradicted" {
    need_namespaces
    export CLAIMS_SECONDS=5
    cc -shared -fPIC -o liar.so "$TOP/tests/suite/liar.c" -ldl
    {
        # What an unused key is shmget was asked first.
        for fault in shmget:1 shmget:2 'shmctl IPC_STAT:1' 'shmctl IPC_RMID:1' \
            semget:1 ftok:1; do
            SHM_LABS_FAULT="$fault:13" LD_PRELOAD=$PWD/interpose.so \
                "$TOP/build/tools/claims" -t || :
        done
        for lie in shmdt shmctl nattch mmap ftruncate exit; do
            LIE=$lie LD_PRELOAD=$PWD/liar.so \
                "$TOP/build/tools/claims" -t || :
        done
    } >all
    CLAIMS_SECONDS=20 "$TOP/build/tools/claims" -t >plain
    # Who only ran out of time has not been contradicted.
    always=$(awk -F '\t' '$4 != "agrees" && $6 !~ /signal 14/ { not[$1] } NR == FNR { next }
        !($1 in not) { print $1, $5 }' all plain)
    echo "$always"
    [ "$always" = "" ]
}

# bats test_tags=once-2
@test "a verdict that is contradicted is told, with what was expected, and exit 1" {
    export SHM_LABS_FAULT='shmdt:1:22' LD_PRELOAD=$PWD/interpose.so
    run -1 "$TOP/build/tools/claims" 4.2 4.7
    [[ $output == *"BUT HERE   expected shmdt(shmaddr) == 0"*"chapter_4.c:"* ]]
    [[ $output == *"agrees with 1, contradicts 1; 0 untried."* ]]
}

# bats test_tags=once-2
@test "an experiment that crashes or hangs is a contradiction, and leaves nothing" {
    need_namespaces
    cat >bad.c <<'EOF'
#include <signal.h>
#include <stdlib.h>
#include <sys/shm.h>
#include <unistd.h>
int shmdt(const void *shmaddr)
{
    if (shmaddr == NULL)
        return -1; /* no experiment asks that */
    if (getenv("HANG"))
        alarm(1), pause();
    raise(SIGSEGV);
    return 0;
}
EOF
    cc -shared -fPIC -o bad.so bad.c
    LD_PRELOAD=$PWD/bad.so run -1 "$TOP/build/tools/claims" 4.2
    [[ $output == *"BUT HERE"*"ended by signal 11 (Segmentation fault)"* ]]
    HANG=1 LD_PRELOAD=$PWD/bad.so run -1 "$TOP/build/tools/claims" 4.2
    [[ $output == *"BUT HERE"*"ended by signal 14 (Alarm clock)"* ]]
    run -0 find "$BATS_TEST_TMPDIR" -maxdepth 1 -name 'shm-labs.*'
    [ "$output" = "" ]
}

# bats test_tags=once-1
@test "make claims shows a chapter's claims: verdict, what is so, evidence" {
    run -0 make -s -C "$TOP" claims LAB=04
    [[ $output == 4.1* ]]
    [[ $output == *"4.2   FALSE      When the last process detaches"* ]]
    [[ $output == *"evidence   nattch fell to 0, and the next attach still read 'A'"* ]]
    [[ $output != *$'\n3.'* ]]
    [ "$(awk 'length > 80' <<<"$output")" = "" ]
    run -0 make -s -C "$TOP" claims LAB=04_read_detach
    [[ $output == 4.1* ]]
}

# bats test_tags=once-1
@test "the list and the table have every claim, in the same order" {
    run -0 "$CLAIMS" -l
    list=$(cut -f 1 <<<"$output")
    [ "$(wc -l <<<"$list")" -ge 70 ]
    [ "$(sort -u <<<"$list" | wc -l)" = "$(wc -l <<<"$list")" ]
    run -0 "$CLAIMS" -m
    [ "$(sed -n 's/^| \([0-9.]*\) |.*/\1/p' <<<"$output")" = "$list" ]
    # Five columns, whatever bars the words have.
    [ "$(sed 's/\\|//g' <<<"$output" | grep -vcE '^\|([^|]*\|){5}$')" = 0 ]
}

# bats test_tags=once-1
@test "what is neither a chapter nor a claim is wrong usage" {
    for word in 9 5.0 5.99 x -1 5.2x 5..2 '' 4294967296 -z; do
        run -2 "$CLAIMS" "$word"
        [[ $output == *"usage: claims"* ]]
    done
    run -0 "$CLAIMS" --help
    [[ $output == *"Exit status: 0"* ]]
    run -2 "$CLAIMS" -l -m
}

# bats test_tags=once-1
@test "a full disk for its words is exit 3, no folder for its files as well" {
    run -3 --separate-stderr sh -c '"$1" 5.2 >/dev/full' sh "$TOP/build/tools/claims"
    [[ $stderr == *"stdout: No space left on device"* ]]
    TMPDIR=/nowhere run -3 "$TOP/build/tools/claims" 5.2
    [[ $output == *"/nowhere/shm-labs."*"No such file or directory"* ]]
}

@test "told to stop in the middle it leaves no process, no segment, no folder" {
    before=$(ids shm && ids sem)
    gone() { [ "$(processes "$TOP/build/tools/claims")" = "" ]; }
    told_to_stop() {
        local signal=$1 pid status=0
        # Its words go into a pipe: the first line says that it is at work.
        (trap - INT && exec "$TOP/build/tools/claims" -n) >"go$signal" 3>&- &
        pid=$!
        exec 9<"go$signal"
        read -r _ <&9
        kill "-$signal" "$pid"
        cat <&9 >rest
        exec 9<&-
        wait "$pid" || status=$?
        [ "$status" -gt 128 ]
    }
    for signal in INT TERM HUP; do
        mkfifo "go$signal"
        # On a busy machine it may be done before we have told it.
        for ((try = 1; try <= 5; try++)); do
            ! told_to_stop "$signal" || break
        done
        [ "$try" -le 5 ]
    done
    eventually gone
    [ "$(ids shm && ids sem)" = "$before" ]
    run -0 find "$BATS_TEST_TMPDIR" -maxdepth 1 -name 'shm-labs.*'
    [ "$output" = "" ]
}

# In the middle of an experiment, for which root has become another user.
@test "a SIGKILL of its whole group leaves no process, no segment, no folder" {
    command -v setsid >/dev/null || skip "no setsid"
    cat >hang.c <<'EOF'
#include <stdio.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>
int shmctl(int shmid, int cmd, struct shmid_ds *buf)
{
    if (cmd == IPC_STAT) {
        dprintf(1, "%d\n", (int)getpid());
        pause();
    }
    return (int)syscall(SYS_shmctl, shmid, cmd, buf);
}
EOF
    cc -shared -fPIC -o hang.so hang.c
    as=()
    [ "$(id -u)" != 0 ] || as=(setpriv "--bounding-set=$docker")
    mkfifo go
    CLAIMS_SECONDS=600 LD_PRELOAD=$PWD/hang.so "${as[@]}" \
        setsid "$TOP/build/tools/claims" -n 5.3 >go 3>&- &
    group=$!
    exec 9<go
    read -r pid <&9
    made() { awk -v pid="$pid" '$5 == pid' /proc/sysvipc/shm; }
    [ "$(made)" != "" ]
    kill -KILL -- "-$group"
    # It is over when nobody can write any more.
    timeout 60 cat <&9
    exec 9<&-
    [ "$(made)" = "" ]
    run -0 find "$BATS_TEST_TMPDIR" -maxdepth 1 -name 'shm-labs.*'
    [ "$output" = "" ]
}
