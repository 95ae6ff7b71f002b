# shellcheck shell=sh disable=SC2034,SC2154,SC2317,SC2329  # verbs set $it
# The rubric of lab 02.  README.md in this folder says what the verbs mean.

check_creates() {
    claim 1 '-c makes a segment with the key and the bytes asked for'
    because 'the kernel keeps the size to the byte, and the first id of all is 0'
    see 'TUTORIAL 2.3; TUTORIAL 2.7; shmget(2), DESCRIPTION'
    needs segments 2 9000
    : >file
    random 1 255
    id=$it
    key file "$id"
    key=$it
    random 2 9000
    bytes=$it
    run 02_shmget -c -s "$bytes" file "$id"
    exits 0
    facts
    fact key "$key"
    fact bytes "$bytes"
    fact mode 0600
    find "$key"
    fact shmid "$it"
    row "$it" "bytes=$bytes" mode=0600 nattch=0
    # 4 GiB may be refused, but they are not 100 bytes.
    run 02_shmget -c -s 4294967396 file "$((id % 255 + 1))"
    [ "$it" != 0 ] || fact bytes 4294967396
}

check_mode() {
    claim 1 'the mode is octal, exact, and 0600 unless asked for'
    because 'shmget() ignores the umask: what you write is what everybody gets'
    see 'TUTORIAL 2.3; shmget(2), DESCRIPTION; sysvipc(7)'
    needs segments 2 512
    : >file
    for mode in 0640 666 0604; do
        random 1 255
        id=$it
        key file "$id"
        key=$it
        run 02_shmget -c -m "$mode" -s 100 file "$id"
        exits 0
        find "$key"
        shmid=$it
        row "$shmid" "mode=0${mode#0}"
        fact mode "0${mode#0}"
        remove "$shmid"
    done
    run 02_shmget -c file 7
    exits 0
    key file 7
    find "$it"
    row "$it" mode=0600
    # 0 is a mode, too.  Of such a segment IPC_STAT tells nothing.
    run 02_shmget -c -m 0 -s 100 file 8
    if [ "$it" = 0 ]; then
        fact mode 0000
        fact shmid
        row "$it" mode=0000
    else
        exits 1
    fi
}

check_opens() {
    claim 1 'a segment that exists is opened as it is, with -c or without'
    because 'size and mode were settled by its maker: ask the kernel, not your arguments'
    see 'TUTORIAL 2.4; shmget(2); shmctl(2), IPC_STAT'
    : >file
    random 1 255
    id=$it
    key file "$id"
    key=$it
    random 600 9000
    bytes=$it
    segment "$bytes" "key=$key" mode=0640 fill=x
    shmid=$it
    for options in '' '-s 0' '-s 1' '-c -m 0600' '-c -s 100'; do
        # shellcheck disable=SC2086  # options are words
        run 02_shmget $options file "$id"
        exits 0
        fact shmid "$shmid"
        fact key "$key"
        fact bytes "$bytes"
        fact mode 0640
    done
    unchanged "$shmid"
    row "$shmid" "bytes=$bytes" mode=0640 "key=$key"
    key file "$((id % 255 + 1))"
    key=$it
    random 1 500
    bytes=$it
    segment "$bytes" "key=$key" fill=y
    shmid=$it
    run 02_shmget file "$((id % 255 + 1))"
    exits 0
    fact shmid "$shmid"
    fact bytes "$bytes"
    leaves_nothing
}

check_exclusive() {
    claim 1 '-c -x refuses a segment that exists, and leaves it alone'
    because 'IPC_EXCL is how exactly one of many processes becomes the maker'
    see 'TUTORIAL 2.4; shmget(2), IPC_EXCL and EEXIST'
    needs segments 1 512
    : >file
    random 1 255
    id=$it
    key file "$id"
    key=$it
    run 02_shmget -c -x -s 200 file "$id"
    exits 0
    find "$key"
    shmid=$it
    run 02_shmget -c -x -s 200 file "$id"
    exits 1
    says EEXIST
    silent
    row "$shmid" bytes=200 "key=$key"
}

check_absent() {
    claim 1 'no such file, and no such segment without -c, are errors'
    because 'a reader that creates finds an empty segment instead of no segment'
    see 'TUTORIAL 2.3; shmget(2), ENOENT; ftok(3), RETURN VALUE'
    : >file
    : >other
    key other 83
    segment 100 "key=$it"
    run 02_shmget other 83
    exits 0
    run 02_shmget file 83
    exits 1
    says ENOENT
    silent
    leaves_nothing
    run 02_shmget nowhere 83
    exits 1
    says ENOENT
    silent
    run 02_shmget -c nowhere 83
    exits 1
    says ENOENT
    silent
    leaves_nothing
}

check_size() {
    claim 1 'more bytes than it holds are refused, and a new one of 0'
    because 'EINVAL after a program has grown a struct means: the old segment is still there'
    see 'TUTORIAL 2.3; TUTORIAL 2.4; shmget(2), EINVAL'
    : >file
    random 1 255
    id=$it
    key file "$id"
    segment 100 "key=$it" fill=x
    shmid=$it
    run 02_shmget -s 100 file "$id"
    exits 0
    for options in '-s 101' '-c -s 5000'; do
        # shellcheck disable=SC2086  # options are words
        run 02_shmget $options file "$id"
        exits 1
        # The kernel's EINVAL, or in words of its own: it can see the size, too.
        complains
        silent
    done
    row "$shmid" bytes=100
    unchanged "$shmid"
    remove "$shmid"
    for new in "-c -s 0 file $id" '-p -s 0'; do
        # shellcheck disable=SC2086  # words
        run 02_shmget $new
        exits 1
        says EINVAL
        silent
        leaves_nothing
    done
}

check_refused() {
    claim 1 'no permission, and no room in the table, are errors'
    because 'the kernel refuses, and says why: what it says is what you must pass on'
    see 'TUTORIAL 2.3; shmget(2), EACCES and ENOSPC'
    needs segments 4 512
    : >file
    key file 82
    segment 100 "key=$it" mode=0400
    run 02_shmget file 82
    exits 0
    key file 83
    segment 100 "key=$it" mode=0000 fill=x
    shmid=$it
    run 02_shmget file 83
    exits 1
    says EACCES
    silent
    run 02_shmget -m 0600 file 83
    exits 1
    says EACCES
    silent
    row "$shmid" mode=0000 bytes=100
    # To ask for more rights than the mode gives is refused, whatever it gives.
    because 'the rights asked for in MODE are what the kernel checks, not 0 and not 0400'
    see 'TUTORIAL 2.3; shmget(2), EACCES'
    run 02_shmget -m 0600 file 82
    exits 1
    says EACCES
    silent
    leaves_nothing
    because 'ENOSPC is not about the disk: shmmni segments exist already'
    see 'TUTORIAL 2.3; shmget(2), ENOSPC; proc(5), /proc/sys/kernel/shmmni'
    with refusal shmget ENOSPC
    run 02_shmget -c file 84
    exits 1
    says ENOSPC
    silent
    leaves_nothing
    : >new
    create() { run 02_shmget -c -s 100 new 85; }
    undo() {
        fact shmid
        remove "$it"
    }
    right() {
        fact bytes 100
        fact mode 0600
    }
    every_fault create undo right
    because 'ENOSPC is not about the disk: shmmni segments exist already'
    see 'TUTORIAL 2.3; shmget(2), ENOSPC; proc(5), /proc/sys/kernel/shmmni'
    kernel shmmni 1
    run 02_shmget -c file 84
    exits 1
    says ENOSPC
    silent
    leaves_nothing
}

check_private() {
    claim 1 '-p is a new segment each time, without a key'
    because 'IPC_PRIVATE means new, not secret: who knows the id can attach it'
    see 'TUTORIAL 2.6; shmget(2), IPC_PRIVATE'
    needs segments 2 512
    run 02_shmget -c -p -s 300
    exits 0
    facts
    fact bytes 300
    fact key 0x00000000
    fact shmid
    first=$it
    run 02_shmget -p -m 0640
    exits 0
    fact key 0x00000000
    fact mode 0640
    fact shmid
    second=$it
    [ "$first" != "$second" ] || fail 'two ids' "shmid=$first, and then again"
    row "$first" key=0x00000000 bytes=300 mode=0600
    row "$second" key=0x00000000 bytes=512 mode=0640
}

check_full_disk() {
    claim 1 'an id that cannot be told takes the new segment with it'
    because 'nobody learned the id, so nobody would ever remove the segment'
    see 'TUTORIAL 2.4; fflush(3); full(4)'
    needs segments 3 512
    : >file
    key file 82
    segment 100 "key=$it"
    run 02_shmget -c -s 100 file 82
    exits 0
    for way in '-c -s 100 file 83' '-c -x file 83' -p; do
        with stdout full
        # shellcheck disable=SC2086  # words
        run 02_shmget $way
        exits 1
        leaves_nothing
    done
    with stdout closed
    run 02_shmget -c file 83
    exits 1
    leaves_nothing
    # A reader that is gone may end it by SIGPIPE, but not the removal.
    with stdout broken
    run 02_shmget -c file 83
    leaves_nothing
    key file 83
    segment 100 "key=$it" fill=x
    shmid=$it
    with stdout full
    run 02_shmget -c -s 100 file 83
    exits 1
    row "$shmid" bytes=100
    # One that IPC_STAT may not look at: told by other means, or taken along.
    run 02_shmget -c -s 100 -m 0200 file 84
    if [ "$it" != 0 ]; then
        exits 1
        leaves_nothing
    fi
}

check_strict() {
    claim 1 'a wrong command line is refused, and makes nothing'
    because '04000 in a mode is SHM_HUGETLB, and half a number is another size'
    see 'TUTORIAL 1.4; strtol(3); the contract in README.md'
    needs segments 3 512
    : >file
    key file 82
    segment 100 "key=$it"
    run 02_shmget -c -m 600 -s 100 file 82
    exits 0
    fact shmid
    for bytes in 12x 1k 1.5 '1 x' '' -1 1180591620717411303424; do
        run 02_shmget -c -s "$bytes" file 83
        usage
    done
    for mode in 888 0640x 04600 rw '' -1 040000000600; do
        run 02_shmget -c -m "$mode" file 83
        usage
    done
    for id in 12x 1.5 '' -1; do
        run 02_shmget -c file "$id"
        usage
    done
    # 2^32 + 83: refused, or its low 8 bits and a warning, as in lab 01.
    run 02_shmget -c file 4294967379
    if [ "$it" = 2 ]; then
        usage
    else
        exits 0 2
        complains
        key file 83
        fact key "$it"
        fact shmid
        remove "$it"
    fi
    run 02_shmget
    usage
    run 02_shmget -c file 83 84
    usage
    run 02_shmget -c file
    usage
    run 02_shmget -c -p file 83
    usage
    run 02_shmget -x file 83
    usage
    run 02_shmget -c -q file 83
    usage
    help 02_shmget
    leaves_nothing
}
