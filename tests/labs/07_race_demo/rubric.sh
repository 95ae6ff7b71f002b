# shellcheck shell=sh disable=SC2034,SC2154,SC2317,SC2329  # verbs set $it
# The rubric of lab 07.  README.md in this folder says what the verbs mean.

# room_to_count PROCESSES: that this machine lets a program make what it counts with.
room_to_count() {
    needs segments 2 4096
    needs sets 2
    needs processes "$1"
}

# adds_up WORKERS ROUNDS: the three facts agree with each other; it = lost
adds_up() {
    facts
    fact expected "$(($1 * $2))"
    count counted
    counted=$it
    count lost
    [ "$((counted + it))" = "$(($1 * $2))" ] \
        || fail 'counted + lost = expected' "counted=$counted lost=$it"
}

# loses_some WORKERS ROUNDS ARGUMENT...: where they share one processor a yield lets
# another worker in, for certain; whose window is no yield may need several.
loses_some() {
    expected_workers=$1 expected_rounds=$2
    shift 2
    for place in one all; do
        [ "$place" = one ] || with parallel
        run 07_race_demo "$@"
        exits 0
        adds_up "$expected_workers" "$expected_rounds"
        [ "$it" = 0 ] || return 0
    done
    fail 'lost=1 or more' 'nothing lost: no overlap, or no window'
}

check_loses() {
    claim 2 'without a lock updates are lost, every time'
    because 'load, add, store are three steps: who stores last undoes the others'
    see 'TUTORIAL 7.2; sched_yield(2); the contract in README.md'
    room_to_count 8
    random 4 6
    workers=$it
    random 100 150
    rounds=$it
    loses_some "$workers" "$rounds" -s none -w "$workers" -n "$rounds"
    # Where nothing is asked for: none, 2 workers, 1000 rounds.
    with trace
    loses_some 2 1000
    # It is a segment that they share (if we can see its calls).
    calls
    case "$it" in
        none | *shmat*) ;;
        *) fail 'a segment, attached by shmat()' "these calls: $it" ;;
    esac
    # One alone has nobody to lose to.
    run 07_race_demo -s none -w 1 -n "$rounds"
    exits 0
    adds_up 1 "$rounds"
    fact lost 0
}

check_semaphore() {
    claim 1 'with a System V semaphore nothing is lost'
    because 'one worker at a time between load and store: all three steps are one'
    see 'TUTORIAL 7.3; TUTORIAL 7.7; semop(2); semget(2)'
    room_to_count 8
    random 80 120
    rounds=$it
    with parallel
    with trace
    run 07_race_demo -s sem -w 2 -n "$rounds"
    exits 0
    adds_up 2 "$rounds"
    fact lost 0
    # Whose every operation is seen to be undone in time has a lock, at least,
    # and his count (below) stays small.  Of who has none it may take long to see.
    undo
    even=$it
    random 4 6
    workers=$it
    if [ "$even" = even ]; then
        random 60 80
    else
        random 400 500
    fi
    rounds=$it
    # On one processor, where a yield lets the others in.
    run 07_race_demo -s sem -w "$workers" -n "$rounds"
    exits 0
    adds_up "$workers" "$rounds"
    fact lost 0
    [ "$even" != even ] || return 0
    # What SEM_UNDO keeps count of must not run over (SEMAEM, 32767).
    run 07_race_demo -s sem -w 1 -n 33000
    exits 0
    adds_up 1 33000
    fact lost 0
}

check_atomic() {
    claim 1 'with an atomic nothing is lost'
    because 'fetch_add is load, add and store in one step; ++ is not, volatile or not'
    see 'TUTORIAL 7.2; C11, 7.17.7.5 atomic_fetch_add'
    room_to_count 66
    random 100 200
    rounds=$it
    # As many as there may be.
    with parallel
    run 07_race_demo -s atomic -w 64 -n "$rounds"
    exits 0
    adds_up 64 "$rounds"
    fact lost 0
    # By luck nobody came between two steps.  One instruction at a time, with
    # the other at work in between, somebody does: without any luck.
    steps=200
    for rounds in 10000 40000 200000 1000000; do
        step "$steps" 07_race_demo -s atomic -w 2 -n "$rounds"
        how=$it
        wait_for_end
        exits 0
        adds_up 2 "$rounds"
        fact lost 0
        # More of both if that could not be done, and for who is slow to begin.
        case $how,$rounds in
            missed,* | refused,* | idle,10000) ;;
            *) break ;;
        esac
        [ "$steps" -gt 3000 ] || steps=$((steps * 4))
    done
}

check_killed() {
    claim 1 'a worker killed with the semaphore does not hang the others'
    because 'SEM_UNDO: the kernel takes back what the dead had done to it'
    see 'TUTORIAL 7.4; semop(2), SEM_UNDO'
    room_to_count 5
    # Who is killed must be caught in the act: the fewer rounds, the sooner all
    # is over, perhaps too soon.
    for rounds in 300 1000 3000 20000 60000; do
        with patience
        with parallel
        start 07_race_demo -s sem -w 3 -n "$rounds"
        if [ "$rounds" -lt 60000 ]; then
            kill_holder or miss
        else
            kill_holder
        fi
        [ "$it" = missed ] || break
        wait_for_end
    done
    wait_for_end
    # Its rounds are missing: that is a loss.
    exits 1
    leaves_nothing
}

check_leaves_nothing() {
    claim 1 'nothing stays behind, and nothing of others is removed'
    because 'a semaphore set outlives its makers, like a segment: somebody must remove it'
    see 'TUTORIAL 7.4; semctl(2), IPC_RMID; shmctl(2), IPC_RMID; wait(2)'
    room_to_count 8
    for sync in none sem atomic; do
        run 07_race_demo -s "$sync" -w 3 -n 40
        exits 0
        fact expected 120
        leaves_nothing
    done
    because 'a key that is known makes one set for all: who ends first takes it away'
    see 'TUTORIAL 7.7; semget(2), IPC_PRIVATE'
    start 07_race_demo -s sem -w 2 -n 1000000
    await shared 2
    await sets 1
    with parallel
    run 07_race_demo -s sem -w 2 -n 20
    exits 0
    fact lost 0
    sets
    [ "$it" != 0 ] || fail 'the set of the one that is still at work' \
        'no set: both had the same, and the second has removed it'
    # Without a namespace nobody else would remove what it has.
    back
    interrupt
    wait_for_end
}

check_interrupted() {
    claim 1 'a Ctrl-C in the middle leaves nothing behind'
    because 'the default action of SIGINT runs no clean-up: plan for it'
    see 'TUTORIAL 7.4; signal(7); semctl(2), IPC_RMID'
    room_to_count 9
    run 07_race_demo -s sem -n 10
    exits 0
    fact lost 0
    for sync in sem none atomic; do
        # On a busy machine two may be done before we have looked.
        for workers in 2 8 64; do
            needs processes $((workers + 1))
            with patience
            start 07_race_demo -s "$sync" -w "$workers" -n 1000000
            await workers 2 or miss
            [ "$it" = missed ] || await shared 2 or miss
            [ "$it" = missed ] || interrupt or miss
            hit=$it
            wait_for_end
            [ "$hit" = missed ] || break
        done
        [ "$hit" != missed ] || fail 'workers at work on a segment' \
            'it ended before any two were seen, with 64 as well'
        leaves_nothing
    done
}

check_refused() {
    claim 1 'no segment or no semaphore to be had leaves nothing'
    because 'ENOSPC is a limit of the table; what was made before must go'
    see 'TUTORIAL 7.3; semget(2), ENOSPC; shmget(2), ENOSPC'
    room_to_count 4
    run 07_race_demo -s sem -n 10
    exits 0
    count counted
    with refusal semget ENOSPC
    run 07_race_demo -s sem -n 10
    exits 1
    says ENOSPC
    silent
    leaves_nothing
    # Nor is there a process to be had: what was made before must go, too.
    with refusal fork EAGAIN
    run 07_race_demo -s sem -n 10
    exits 1
    complains
    leaves_nothing
    for call in shmget shmat; do
        with refusal "$call" ENOMEM
        run 07_race_demo -s sem -n 10
        exits 1
        says ENOMEM
        silent
        leaves_nothing
    done
    count_with_a_lock() { run 07_race_demo -s sem -w 2 -n 10; }
    right() { fact counted 20; }
    # Its end detaches, and is near: a shmdt() need not be looked at.
    every_fault count_with_a_lock : right shmdt
}

check_full_disk() {
    claim 1 'facts that cannot be written are an error'
    because 'buffered output fails late: unchecked, a full disk is exit 0'
    see 'TUTORIAL 1.4; fflush(3); full(4)'
    room_to_count 4
    for sync in none sem; do
        run 07_race_demo -s "$sync" -n 10
        exits 0
        for to in full closed; do
            with stdout "$to"
            run 07_race_demo -s "$sync" -n 10
            exits 1
            leaves_nothing
        done
    done
}

check_strict() {
    claim 1 'a wrong command line is refused, with the usage line'
    because 'half a number, or none, is another experiment'
    see 'TUTORIAL 1.4; strtol(3); the contract in README.md'
    room_to_count 4
    run 07_race_demo -s sem -w 1 -n 10
    exits 0
    fact counted 10
    for word in 12x 1.5 1k '1 x' '' -1 0 65 4294967298; do
        run 07_race_demo -w "$word"
        usage
    done
    for word in '' -1 0 3x 1.5 1000001 4294967298; do
        run 07_race_demo -n "$word"
        usage
    done
    for word in sema atom ''; do
        run 07_race_demo -s "$word"
        usage
    done
    run 07_race_demo -z
    usage
    run 07_race_demo 3
    usage
    help 07_race_demo
    leaves_nothing
}
