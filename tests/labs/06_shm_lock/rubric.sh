# shellcheck shell=sh disable=SC2034,SC2154,SC2317,SC2329  # verbs set $it
# The rubric of lab 06.  README.md in this folder says what the verbs mean.

# room_to_lock PAGES: that this machine lets a program lock so many at a time.
room_to_lock() {
    pages "$1"
    needs segments 1 "$it"
    needs locked "$it"
}

check_locks() {
    claim 1 'what one may read is locked, by an ordinary user'
    because 'since Linux 2.6.10 it takes no root, only room in RLIMIT_MEMLOCK'
    see 'TUTORIAL 6.2; TUTORIAL 6.4; shmctl(2), SHM_LOCK'
    room_to_lock 8
    for mode in 0640 0400; do
        pages 4
        segment "$it" "mode=$mode" untouched
        shmid=$it
        run 06_shm_lock "$shmid"
        exits 0
        facts
        fact locked yes
        row "$shmid" locked=yes "mode=$mode"
    done
}

check_resident() {
    claim 2 'locking loads no page; touching every page does'
    because 'SHM_LOCK keeps in memory what is there, and prefaults nothing'
    see 'TUTORIAL 6.4; shmctl(2), SHM_LOCK'
    room_to_lock 11
    random 3 9
    pages "$it"
    whole=$it
    # The last page is one byte long: it counts as well.
    segment "$((whole + 1))" untouched
    shmid=$it
    pages 1
    whole=$((whole + it))
    run 06_shm_lock "$shmid"
    exits 0
    facts
    fact resident_before 0
    fact resident_after "$((whole / 1024))"
    row "$shmid" "resident=$whole" locked=yes
}

check_measured() {
    claim 1 'what was in memory before is measured'
    because 'pages come in by whoever touches them, one at a time'
    see 'TUTORIAL 6.4; mincore(2); proc(5), /proc/sysvipc/shm'
    room_to_lock 9
    pages 9
    segment "$it" untouched
    shmid=$it
    random 1 8
    touched=$it
    touch_pages "$shmid" "$touched"
    pages "$touched"
    before=$((it / 1024))
    run 06_shm_lock "$shmid"
    exits 0
    pages 9
    whole=$((it / 1024))
    fact resident_before "$before"
    fact resident_after "$whole"
}

check_keeps_nobody_out() {
    claim 1 'a lock changes no byte, and keeps no process out'
    because 'locked into memory is not locked against others: that takes a semaphore'
    see 'TUTORIAL 6.2; shmctl(2), SHM_LOCK; lab 07'
    room_to_lock 3
    pages 3
    segment "$it" 'fill=as it was '
    shmid=$it
    hold "$shmid"
    run 06_shm_lock "$shmid"
    exits 0
    unchanged "$shmid"
    put "$shmid" 5 'written while locked'
    row "$shmid" locked=yes nattch=1 mode=0600 dest=no
    # And once more: what is locked already can be locked.
    run 06_shm_lock "$shmid"
    exits 0
    fact locked yes
    unchanged "$shmid"
    leaves_nothing
}

check_unlocks() {
    claim 1 '-u unlocks; the lock had outlived its process'
    because 'a lock belongs to the segment: no exit ends it'
    see 'TUTORIAL 6.2; shmctl(2), SHM_UNLOCK'
    room_to_lock 4
    pages 2
    segment "$it" mode=0400 fill=x
    shmid=$it
    run 06_shm_lock "$shmid"
    exits 0
    row "$shmid" locked=yes
    run 06_shm_lock -u "$shmid"
    exits 0
    facts
    fact locked no
    row "$shmid" locked=no
    unchanged "$shmid"
    # And brings in no page that was not there.
    pages 2
    segment "$it" untouched
    shmid=$it
    lock "$shmid"
    run 06_shm_lock -u "$shmid"
    exits 0
    fact resident_before 0
    fact resident_after 0
    row "$shmid" locked=no resident=0
    # However many there are.
    pages 700
    segment "$it" untouched
    shmid=$it
    touch_pages "$shmid" 600
    pages 600
    before=$((it / 1024))
    run 06_shm_lock -u "$shmid"
    exits 0
    fact resident_before "$before"
    fact resident_after "$before"
}

check_no_room() {
    claim 1 'no right to lock and no room to lock are two errors'
    because 'EPERM: a limit of 0, or not yours.  ENOMEM: more than RLIMIT_MEMLOCK'
    see 'TUTORIAL 6.3; shmctl(2), ERRORS; getrlimit(2), RLIMIT_MEMLOCK'
    room_to_lock 4
    pages 4
    segment "$it" untouched
    run 06_shm_lock "$it"
    exits 0
    pages 4
    segment "$it" untouched
    shmid=$it
    with memlock 0
    run 06_shm_lock "$shmid"
    exits 1
    says EPERM
    row "$shmid" locked=no resident=0
    pages 1
    with memlock "$it"
    run 06_shm_lock "$shmid"
    exits 1
    says ENOMEM
    # First the lock, then the touch: no lock, no touch.
    row "$shmid" locked=no resident=0
}

check_refused() {
    claim 1 'no unlock, no attaching and no such segment are told'
    because 'only the owner, or CAP_IPC_LOCK, may lock and unlock'
    see 'TUTORIAL 6.3; shmctl(2), EPERM and EINVAL'
    room_to_lock 12
    pages 1
    segment "$it" fill=x
    shmid=$it
    for option in '' -u; do
        # shellcheck disable=SC2086  # no option is no word
        run 06_shm_lock $option "$shmid"
        exits 0
    done
    with refusal shmctl:SHM_UNLOCK EPERM
    run 06_shm_lock -u "$shmid"
    exits 1
    says EPERM
    segment 512 untouched
    another=$it
    with refusal shmat ENOMEM
    run 06_shm_lock "$another"
    exits 1
    says ENOMEM
    # Its end detaches as well; but who calls shmdt() looks at what it says.
    with trace
    run 06_shm_lock "$another"
    exits 0
    calls
    case $it in
        *shmdt*)
            with refusal shmdt EINVAL
            run 06_shm_lock "$another"
            exits 1
            says EINVAL
            ;;
    esac
    segment 512 fill=y
    gone=$it
    remove "$gone"
    for option in '' -u; do
        # shellcheck disable=SC2086  # no option is no word
        run 06_shm_lock $option "$gone"
        exits 1
        complains
        silent
    done
    row "$shmid" locked=no
    leaves_nothing
    lock_one() {
        segment 100 untouched
        run 06_shm_lock "$it"
    }
    right() {
        fact locked yes
        pages 1
        whole=$((it / 1024))
        fact resident_before 0
        fact resident_after "$whole"
    }
    every_fault lock_one : right
}

check_full_disk() {
    claim 1 'facts that cannot be written are an error'
    because 'buffered output fails late: unchecked, a full disk is exit 0'
    see 'TUTORIAL 1.4; fflush(3); full(4)'
    room_to_lock 1
    segment 512 fill=x
    shmid=$it
    run 06_shm_lock "$shmid"
    exits 0
    for to in full closed; do
        with stdout "$to"
        run 06_shm_lock "$shmid"
        exits 1
    done
    with stdout full
    run 06_shm_lock -u "$shmid"
    exits 1
    row "$shmid" nattch=0
}

check_strict() {
    claim 1 'a wrong command line is refused, and locks nothing'
    because 'an id that is half read is the id of another segment'
    see 'TUTORIAL 1.4; strtol(3); the contract in README.md'
    room_to_lock 2
    segment 512 fill=x
    run 06_shm_lock "$it"
    exits 0
    segment 512 fill=x
    shmid=$it
    for id in "${shmid}x" "$shmid.5" "${shmid}k" "$shmid x" '' -1 \
        1180591620717411303424 4294967296; do
        run 06_shm_lock "$id"
        usage
    done
    run 06_shm_lock -z "$shmid"
    usage
    run 06_shm_lock
    usage
    run 06_shm_lock "$shmid" "$shmid"
    usage
    help 06_shm_lock
    row "$shmid" locked=no
}
