# shellcheck shell=sh disable=SC2034,SC2154,SC2317,SC2329  # verbs set $it
# The rubric of lab 05.  README.md in this folder says what the verbs mean.

check_gone() {
    claim 1 'a segment that nobody has attached is gone, and no other'
    because 'IPC_RMID takes the id of one segment: not a key, not all that you own'
    see 'TUTORIAL 5.2; shmctl(2), IPC_RMID'
    segment 700 fill=x
    decoy=$it
    : >file
    key file 83
    segment 512 "key=$it" fill=x
    shmid=$it
    segment 512 fill=z
    other=$it
    with setting PATH=/nowhere
    run 05_ipc_rmid "$shmid"
    exits 0
    facts
    fact state gone
    gone "$shmid"
    unchanged "$decoy"
    unchanged "$other"
    leaves_nothing
}

check_dest() {
    claim 1 'one that is attached is marked, and goes with the last detach'
    because 'removal has two phases: the key at once, the memory at the last detach'
    see 'TUTORIAL 5.2; shmctl(2), IPC_RMID; shmat(2)'
    : >file
    key file 83
    segment 512 "key=$it" fill=x
    shmid=$it
    hold "$shmid"
    run 05_ipc_rmid "$shmid"
    exits 0
    facts
    fact state dest
    fact nattch 1
    fact nattch_left 1
    row "$shmid" dest=yes nattch=1 key=0x00000000
    unchanged "$shmid"
    release "$shmid"
    gone "$shmid"
}

check_twice() {
    claim 1 'to remove what is marked already is no failure'
    because 'whoever cleans up may be the second to do so: the goal is reached'
    see 'TUTORIAL 5.4; shmctl(2), IPC_RMID'
    segment 512 fill=x
    shmid=$it
    hold "$shmid"
    for turn in first second; do
        run 05_ipc_rmid "$shmid"
        exits 0
        # The bit that says "marked" is none of its mode.
        fact mode 0600
        fact state dest
    done
    row "$shmid" dest=yes nattch=1
}

check_looks() {
    claim 1 '-n tells uid, mode, bytes and nattch, and removes nothing'
    because 'look before you remove: these are the words of IPC_STAT'
    see 'TUTORIAL 5.3; shmctl(2), IPC_STAT'
    # Never a whole number of pages: bytes is what was asked for.
    random 1 4095
    bytes=$it
    pages 2
    bytes=$((it + bytes))
    segment "$bytes" mode=0640 fill=x
    shmid=$it
    owner "$shmid"
    uid=${it%:*}
    hold "$shmid"
    hold "$shmid"
    run 05_ipc_rmid -n "$shmid"
    exits 0
    facts
    fact uid 1000 "$uid"
    fact mode 0640
    fact bytes "$bytes"
    fact nattch 2
    fact state alive
    row "$shmid" mode=0640 "bytes=$bytes" dest=no nattch=2
    unchanged "$shmid"
    release "$shmid"
    run 05_ipc_rmid -n "$shmid"
    exits 0
    fact nattch 1
    fact state alive
    row "$shmid" dest=no
    # More bytes than an int can count, where that is to be had.
    segment 0 huge?
    shmid=$it
    if [ "$shmid" != none ]; then
        run 05_ipc_rmid -n "$shmid"
        exits 0
        count bytes
        row "$shmid" "bytes=$it"
    fi
}

check_sets() {
    claim 1 '-m changes the mode, not the owner nor anything else'
    because 'IPC_SET takes uid, gid and mode together: fill the buffer by IPC_STAT first'
    see 'TUTORIAL 5.4; shmctl(2), IPC_SET'
    segment 512 mode=0600 fill=x
    shmid=$it
    owner "$shmid"
    owner=$it
    run 05_ipc_rmid -n -m 0640 "$shmid"
    exits 0
    facts
    fact mode 0600
    fact mode_set 0640
    row "$shmid" mode=0640 bytes=512 dest=no
    owner "$shmid"
    [ "$it" = "$owner" ] || fail "owner and group to stay $owner" "they are $it"
    unchanged "$shmid"
    # Octal without a 0 before it, and bits go as well as come.
    run 05_ipc_rmid -n -m 444 "$shmid"
    exits 0
    fact mode_set 0444
    row "$shmid" mode=0444 dest=no
    run 05_ipc_rmid -n -m 7 "$shmid"
    exits 0
    fact mode_set 0007
    row "$shmid" mode=0007 dest=no
    # 0 is a mode, too.
    segment 512 mode=0600 fill=x
    shmid=$it
    run 05_ipc_rmid -n -m 0 "$shmid"
    exits 0
    fact mode_set 0000
    row "$shmid" mode=0000 dest=no
    segment 512 mode=0400 fill=x
    shmid=$it
    hold "$shmid"
    run 05_ipc_rmid -m 0600 "$shmid"
    exits 0
    fact mode 0400
    fact mode_set 0600
    fact state dest
    row "$shmid" mode=0600 dest=yes
    release "$shmid"
    gone "$shmid"
    # Of one that IPC_STAT may not look at nobody knows the rest of the buffer.
    because 'IPC_SET writes all of its buffer: one that nobody has filled gives it away'
    see 'TUTORIAL 5.4; shmctl(2), IPC_STAT and IPC_SET'
    segment 512 mode=0000 fill=x
    shmid=$it
    hold "$shmid"
    owner "$shmid"
    owner=$it
    run 05_ipc_rmid -m 0600 "$shmid"
    if [ "$it" != 0 ]; then
        exits 1
        says EACCES
    fi
    owner "$shmid"
    [ "$it" = "$owner" ] || fail "owner and group to stay $owner" "they are $it"
    release "$shmid"
}

check_unreadable() {
    claim 1 'a segment of yours that you cannot read can be removed'
    because 'IPC_STAT needs the right to read; IPC_RMID asks who owns it'
    see 'TUTORIAL 5.4; shmctl(2), EACCES and EPERM'
    segment 512 mode=0000 fill=x
    shmid=$it
    run 05_ipc_rmid "$shmid"
    exits 0
    fact state gone
    gone "$shmid"
    segment 512 mode=0000 fill=x
    shmid=$it
    hold "$shmid"
    run 05_ipc_rmid "$shmid"
    exits 0
    fact state dest
    row "$shmid" dest=yes
    release "$shmid"
    segment 512 mode=0000 fill=x
    shmid=$it
    # The facts are refused, or found where every user may look (/proc).
    run 05_ipc_rmid -n "$shmid"
    if [ "$it" = 1 ]; then
        says EACCES
    else
        expecting 'exit 1 (IPC_STAT is refused: EACCES), or facts from /proc'
        exits 0
        expecting 'exit 1 (IPC_STAT is refused: EACCES), or facts from /proc'
        fact mode 0000
    fi
    row "$shmid" mode=0000 dest=no
}

check_unknown() {
    claim 1 'an id that leads nowhere is an error, and harms nobody'
    because 'EINVAL and EIDRM both say it: which one depends on the moment'
    see 'TUTORIAL 5.3; shmctl(2), EINVAL and EIDRM'
    segment 512 fill=x
    decoy=$it
    segment 512 fill=x
    gone=$it
    run 05_ipc_rmid "$gone"
    exits 0
    fact state gone
    for way in "$gone" "-n $gone" 2147483647; do
        # shellcheck disable=SC2086  # words
        run 05_ipc_rmid $way
        exits 1
        lacks state=
        complains
    done
    unchanged "$decoy"
    row "$decoy" dest=no
    leaves_nothing
}

check_refused() {
    claim 1 'a removal that the kernel refuses is told, not claimed'
    because 'who does not own a segment gets EPERM, and the segment stays'
    see 'TUTORIAL 5.7; shmctl(2), EPERM'
    segment 512 fill=x
    run 05_ipc_rmid -m 0640 "$it"
    exits 0
    segment 512 fill=x
    shmid=$it
    with refusal shmctl:IPC_RMID EPERM
    run 05_ipc_rmid "$shmid"
    exits 1
    says EPERM
    lacks state=gone
    row "$shmid" dest=no
    with refusal shmctl:IPC_SET EPERM
    run 05_ipc_rmid -n -m 0640 "$shmid"
    exits 1
    says EPERM
    row "$shmid" dest=no mode=0600
    remove_one() {
        segment 100 fill=x
        run 05_ipc_rmid -m 0640 "$it"
    }
    right() {
        fact mode 0600
        fact bytes 100
        fact nattch 0
        fact state gone
    }
    every_fault remove_one : right
}

check_full_disk() {
    claim 1 'facts that cannot be written are an error'
    because 'buffered output fails late: unchecked, a full disk is exit 0'
    see 'TUTORIAL 1.4; fflush(3); full(4)'
    for to in full closed; do
        segment 512 fill=x
        shmid=$it
        run 05_ipc_rmid -n "$shmid"
        exits 0
        with stdout "$to"
        run 05_ipc_rmid -n "$shmid"
        exits 1
        row "$shmid" dest=no
    done
    with stdout full
    run 05_ipc_rmid "$shmid"
    exits 1
}

check_strict() {
    claim 1 'a wrong command line is refused, and removes nothing'
    because 'an id that is half read is the id of another segment'
    see 'TUTORIAL 1.4; strtol(3); the contract in README.md'
    segment 512 fill=x
    run 05_ipc_rmid "$it"
    exits 0
    fact state gone
    segment 512 fill=x
    shmid=$it
    for id in "${shmid}x" "$shmid.5" "${shmid}k" "$shmid x" '' -1 \
        1180591620717411303424 4294967296; do
        run 05_ipc_rmid "$id"
        usage
    done
    for mode in 888 0640x 01000 rw '' -1 040000000600; do
        run 05_ipc_rmid -m "$mode" "$shmid"
        usage
    done
    run 05_ipc_rmid -z "$shmid"
    usage
    run 05_ipc_rmid -m
    usage
    run 05_ipc_rmid
    usage
    run 05_ipc_rmid "$shmid" "$shmid"
    usage
    help 05_ipc_rmid
    row "$shmid" dest=no mode=0600
}
