#!/usr/bin/env bats
# The finished programs, beyond the rubric: with each other, with the tools of
# others, with other people's segments, and against dead peers.

load helpers

PATH=$SOLUTIONS:$PATH

setup() {
    cd "$BATS_TEST_TMPDIR"
    : >file
    made=()
}

teardown() {
    local id
    for id in "${made[@]}"; do
        ipcrm -m "$id" 2>/dev/null || true
    done
}

# create BYTES [ID]: a segment of 02's; its id in $shmid.
create() {
    shmid=$(02_shmget -c -s "$1" file "${2:-83}" | sed -n 's/^shmid=//p')
    made+=("$shmid")
}

# As an ordinary user that is not the owner of anything: only root can.
as_stranger() {
    setpriv --reuid=65533 --regid=65533 --clear-groups "$@"
}

need_root() {
    [ "$(id -u)" = 0 ] || skip "only root can be somebody else"
}

@test "two programs that share a file and an id meet in one segment" {
    create 512
    run -0 03_attach_write "$shmid" "how are you"
    other=$(02_shmget file 83 | sed -n 's/^shmid=//p')
    [ "$other" = "$shmid" ]
    run -0 04_read_detach "$other"
    [ "${lines[0]}" = "text=how are you" ]
    run -0 04_read_detach -r "$other"
    [ "$output" = "how are you" ]
}

@test "what 03 writes from a pipe 04 -r gives back byte by byte" {
    create 70000
    # No NUL in a text; every other byte is welcome.
    tr -d '\0' </dev/urandom | head -c 60000 >data
    03_attach_write "$shmid" <data
    04_read_detach -r "$shmid" >back
    cmp data back
}

@test "what 04 prints as text is one line that gives the text back" {
    create 512
    printf 'tab\there\nback\\slash \001\033[m \344\275\240 100%%\n' >data
    03_attach_write "$shmid" <data
    text=$(04_read_detach "$shmid" | sed -n 's/^text=//p')
    # shellcheck disable=SC2059  # it is a format, but for its percent signs
    printf "${text//%/%%}" >back
    cmp data back
}

@test "a segment of ipcmk is as good as one of ours, and ipcrm removes ours" {
    id=$(ipcmk -M 300 | tr -dc 0-9)
    made+=("$id")
    03_attach_write "$id" "for anybody"
    run -0 04_read_detach "$id"
    [ "${lines[0]}" = "text=for anybody" ]
    create 100
    ipcrm -m "$shmid"
    run -1 04_read_detach "$shmid"
    run -1 02_shmget file 83
}

@test "Perl's shmread and shmwrite exchange strings with 03 and 04" {
    command -v perl >/dev/null || skip "no perl"
    create 512
    03_attach_write "$shmid" "from C to Perl"
    run -0 perl -e 'shmread($ARGV[0], $text, 0, 512) or die $!;
        print unpack("Z*", $text)' "$shmid"
    [ "$output" = "from C to Perl" ]
    perl -e 'shmwrite($ARGV[0], "from Perl to C", 0, 512) or die $!' "$shmid"
    run -0 04_read_detach "$shmid"
    [ "${lines[0]}" = "text=from Perl to C" ]
}

@test "a program that computes the classic key meets 02, and both read the other" {
    command -v perl >/dev/null || skip "no perl"
    mkdir work
    # ftok("../", 2015) in the folder work, spelled out; 512 bytes, mode 0666.
    classic='
        ($dev, $ino) = stat("../");
        $key = unpack("l", pack("L", (2015 & 0xff) << 24 | ($dev & 0xff) << 16
            | $ino & 0xffff));
        $id = shmget($key, 512, 01666) // die $!;'
    cd work
    shmid=$(perl -e "$classic"'
        shmwrite($id, "\0" x 512, 0, 512);
        shmwrite($id, "how are you\n\0", 0, 13); print $id')
    made+=("$shmid")
    found=$(02_shmget ../ 2015 | sed -n 's/^shmid=//p')
    [ "$found" = "$shmid" ]
    run -0 04_read_detach "$found"
    [ "${lines[0]}" = 'text=how are you\n' ]
    03_attach_write "$found" "fine, and you?"
    run -0 perl -e "$classic"'
        shmread($id, $text, 0, 512); print unpack("Z*", $text)'
    [ "$output" = "fine, and you?" ]
}

@test "of many who create with -x exactly one is the maker" {
    for round in 1 2 3 4 5; do
        for i in 1 2 3 4 5 6 7 8; do
            02_shmget -cx file "$round" >"out.$i" 2>"err.$i" 3>&- &
        done
        wait
        makers=$(cat out.* | grep -c '^shmid=')
        made+=("$(cat out.* | sed -n 's/^shmid=//p')")
        [ "$makers" = 1 ]
        [ "$(cat err.* | grep -c '02_shmget: shmget: File exists')" = 7 ]
    done
}

@test "of many who create and remove at once none is told nonsense" {
    # -c without -x: created or opened, never "No such file or directory".
    for i in 1 2 3 4; do
        (
            for _ in 1 2 3 4 5 6 7 8 9 10; do
                # Removed between shmget and IPC_STAT: that may be said.
                id=$(02_shmget -c -m 0600 file 83 2>>"err.$i" |
                    sed -n 's/^shmid=//p')
                [ -z "$id" ] || 05_ipc_rmid "$id" >/dev/null 2>&1 || true
            done
        ) 3>&- &
    done
    wait
    id=$(02_shmget file 83 2>/dev/null | sed -n 's/^shmid=//p') || true
    [ -z "$id" ] || made+=("$id")
    # A file for each: err(3) does not write its line in one piece.
    run ! grep -v -e 'IPC_STAT: Invalid argument' -e 'Identifier removed' err.*
}

# bats test_tags=once-2
@test "a segment that is removed as soon as it is made: 02 says so once" {
    cat >faster.h <<'EOF'
#define _DEFAULT_SOURCE
#include <sys/shm.h>
/* Somebody else removes the segment before the first shmctl(2). */
static inline int slower(int shmid, int cmd, struct shmid_ds *buf)
{
    static int calls;
    if (calls++ == 0)
        shmctl(shmid, IPC_RMID, 0);
    return shmctl(shmid, cmd, buf);
}
#define shmctl slower
EOF
    ${CC:-cc} -w -include faster.h -o 02_shmget "$TOP/solutions/02_shmget.c"
    run -1 ./02_shmget -c file 83
    [ "$output" = "02_shmget: shmctl IPC_STAT: Invalid argument" ]
    run -1 02_shmget file 83
}

@test "a reader that is gone takes the new segment of 02 with it" {
    mkfifo pipe
    exec 8<>pipe 9>pipe
    exec 8>&- # now the pipe has a writer, and no reader
    run -1 --separate-stderr sh -c '02_shmget -c file 83 >&9'
    exec 9>&-
    [ "$stderr" = "02_shmget: stdout: Broken pipe" ]
    run -1 02_shmget file 83
}

@test "07 leaves nothing when its parent is killed by SIGKILL" {
    need_namespaces
    host=(unshare --ipc)
    [ "$(id -u)" = 0 ] || host=(unshare --user --map-root-user --ipc)
    run -0 timeout 100 "${host[@]}" sh -c '
        sets() { tail -n +2 /proc/sysvipc/sem | wc -l; }
        07_race_demo -s sem -w 2 -n 1000000 3>&- &
        until [ "$(sets)" = 1 ]; do :; done
        kill -KILL $!
        wait
        until [ "$(sets)" = 0 ]; do :; done
        until [ "$(tail -n +2 /proc/sysvipc/shm | wc -l)" = 0 ]; do :; done'
    # Nor a word of the orphans: that the set is gone is what they wanted.
    [ "$output" = "" ]
}

@test "07 runs as many as 64 workers, and an atomic loses nothing" {
    run -0 07_race_demo -s atomic -w 64 -n 100
    [ "$output" = $'expected=6400\ncounted=6400\nlost=0' ]
}

@test "a stranger is refused: to read, to write, to remove and to lock" {
    need_root
    command -v setpriv >/dev/null || skip "no setpriv"
    create 512
    03_attach_write "$shmid" "private"
    chmod 755 "$BATS_TEST_TMPDIR"
    for program in 02_shmget 03_attach_write 04_read_detach 05_ipc_rmid 06_shm_lock; do
        cp "$SOLUTIONS/$program" .
    done
    run -1 --separate-stderr as_stranger ./02_shmget file 83
    [ "$stderr" = "02_shmget: shmget: Permission denied" ]
    run -1 --separate-stderr as_stranger ./03_attach_write "$shmid" x
    [ "$stderr" = "03_attach_write: shmat: Permission denied" ]
    run -1 --separate-stderr as_stranger ./04_read_detach "$shmid"
    [ "$stderr" = "04_read_detach: shmat: Permission denied" ]
    run -1 --separate-stderr as_stranger ./05_ipc_rmid "$shmid"
    [ "$stderr" = "05_ipc_rmid: shmctl IPC_RMID: Operation not permitted" ]
    run -1 --separate-stderr as_stranger ./06_shm_lock "$shmid"
    [ "$stderr" = "06_shm_lock: shmat: Permission denied" ]
    run -0 04_read_detach "$shmid"
    [ "${lines[0]}" = "text=private" ]
}

@test "a stranger may read what is 0644, and no more" {
    need_root
    command -v setpriv >/dev/null || skip "no setpriv"
    shmid=$(02_shmget -c -m 0644 file 83 | sed -n 's/^shmid=//p')
    made+=("$shmid")
    03_attach_write "$shmid" "for all to read"
    chmod 755 "$BATS_TEST_TMPDIR"
    cp "$SOLUTIONS/04_read_detach" "$SOLUTIONS/03_attach_write" \
        "$SOLUTIONS/06_shm_lock" "$SOLUTIONS/05_ipc_rmid" .
    run -0 as_stranger ./04_read_detach "$shmid"
    [ "${lines[0]}" = "text=for all to read" ]
    run -1 --separate-stderr as_stranger ./03_attach_write "$shmid" x
    [ "$stderr" = "03_attach_write: shmat: Permission denied" ]
    run -1 --separate-stderr as_stranger ./06_shm_lock "$shmid"
    [ "$stderr" = "06_shm_lock: shmctl SHM_LOCK: Operation not permitted" ]
    run -1 --separate-stderr as_stranger ./05_ipc_rmid "$shmid"
    [ "$stderr" = "05_ipc_rmid: shmctl IPC_RMID: Operation not permitted" ]
}

@test "every message begins with the program and names the call" {
    run -1 --separate-stderr 01_ftok nowhere 83
    [ "$stderr" = "01_ftok: ftok: nowhere: No such file or directory" ]
    run -1 --separate-stderr 02_shmget file 83
    [ "$stderr" = "02_shmget: shmget: No such file or directory" ]
    create 100
    run -1 --separate-stderr 02_shmget -c -x file 83
    [ "$stderr" = "02_shmget: shmget: File exists" ]
    run -1 --separate-stderr 02_shmget -s 101 file 83
    [ "$stderr" = "02_shmget: shmget: Invalid argument" ]
    run -1 --separate-stderr 04_read_detach "$shmid"
    [ "$stderr" = "04_read_detach: segment $shmid: empty: nobody has written a text yet" ]
    run -1 --separate-stderr 03_attach_write "$shmid" "$(printf '%0100d' 1)"
    [ "$stderr" = "03_attach_write: text: it does not fit: segment $shmid has 100 bytes, NUL included" ]
    run -1 --separate-stderr sh -c '01_ftok file 83 >/dev/full'
    [ "$stderr" = "01_ftok: stdout: No space left on device" ]
    run -2 --separate-stderr 01_ftok file 12x
    [ "${stderr_lines[0]}" = "01_ftok: ID: '12x' is not a whole number from 0 to 2147483647" ]
    [ "${stderr_lines[1]}" = "usage: 01_ftok FILE ID" ]
}

@test "a NUL in the text is refused, and nothing is written" {
    create 100
    03_attach_write "$shmid" before
    run -1 03_attach_write "$shmid" < <(printf 'a\0b')
    run -0 04_read_detach -r "$shmid"
    [ "$output" = before ]
}

@test "-k without TEXT is refused: standard input cannot be both" {
    create 100
    run -2 03_attach_write -k "$shmid"
}

@test "-h prints the usage line on stdout, and a full disk there is exit 1" {
    for program in "$SOLUTIONS"/*; do
        run -0 --separate-stderr "$program" -h
        [[ $output == "usage: $program "* ]]
        [ "$stderr" = "" ]
        run -1 sh -c '"$1" -h >/dev/full' sh "$program"
    done
}

@test "03 and 04 work on a segment that is marked dest while it is held" {
    create 100
    mkfifo hold
    03_attach_write -k "$shmid" held <hold >facts 3>&- &
    exec {fd}>hold
    eventually grep -q wrote= facts
    run -0 05_ipc_rmid "$shmid"
    [[ $output == *$'state=dest\nnattch_left=1'* ]]
    run -0 05_ipc_rmid -n "$shmid"
    [[ $output == *$'state=dest\nnattch_left=1' ]]
    run -0 04_read_detach "$shmid"
    [ "${lines[0]}" = "text=held" ]
    [ "${lines[2]}" = "nattch_after=1" ]
    exec {fd}>&-
    wait
    run -1 04_read_detach "$shmid"
}

@test "the last detach of a segment that is marked is told as gone" {
    create 100
    03_attach_write "$shmid" held
    mkfifo hold
    04_read_detach -k "$shmid" <hold >facts 3>&- &
    exec {fd}>hold
    eventually grep -q nattch_before= facts
    05_ipc_rmid "$shmid"
    exec {fd}>&-
    wait
    [ "$(tail -n 1 facts)" = "nattch_after=gone" ]
}
