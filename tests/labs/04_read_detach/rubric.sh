# shellcheck shell=sh disable=SC2034,SC2154,SC2317,SC2329  # verbs set $it
# The rubric of lab 04.  README.md in this folder says what the verbs mean.

check_reads() {
    claim 1 'the text is read, and the segment lives on as it was'
    because 'the last detach deletes nothing: nattch is 0, and the text is still there'
    see 'TUTORIAL 4.1; shmdt(2), DESCRIPTION'
    segment 512 fill=x
    shmid=$it
    word 23
    text=$it
    put "$shmid" 0 "$text\\0"
    for turn in first second; do
        with trace
        run 04_read_detach "$shmid"
        exits 0
        facts
        fact text "$text"
        because 'an attachment is given back by the one who took it, not by its exit'
        see 'TUTORIAL 4.3; shmdt(2)'
        detaches
        because 'the last detach deletes nothing: nattch is 0, and the text is still there'
        see 'TUTORIAL 4.1; shmdt(2), DESCRIPTION'
    done
    unchanged "$shmid"
    row "$shmid" nattch=0 dest=no
    # A text that fills its segment, the NUL in the last byte.
    because 'shm_segsz is the bound: the last byte of the segment belongs to it'
    see 'TUTORIAL 4.4; shmctl(2), shm_segsz; memchr(3)'
    word 9
    long "$it" 70000
    text=$it
    segment $((${#text} + 1)) fill=y
    shmid=$it
    put "$shmid" 0 "$text\\0"
    run 04_read_detach "$shmid"
    exits 0
    has "text=$text
"
    leaves_nothing
}

check_nattch() {
    claim 1 'nattch is what the kernel counts, before and after'
    because 'nattch counts attachments: yours, and those of all the others'
    see 'TUTORIAL 4.3; shmctl(2), shm_nattch'
    segment 512 fill=x
    shmid=$it
    put "$shmid" 0 'hello\0'
    run 04_read_detach "$shmid"
    exits 0
    fact nattch_before 1
    fact nattch_after 0
    hold "$shmid"
    with trace
    start 04_read_detach -k "$shmid"
    await nattch "$shmid" 2
    await printed text=
    await waiting
    running
    row "$shmid" nattch=2
    finish
    exits 0
    detaches
    fact nattch_before 2
    fact nattch_after 1
    row "$shmid" nattch=1
    start 04_read_detach -k "$shmid"
    await nattch "$shmid" 2
    running
    finish line
    exits 0
    row "$shmid" nattch=1
    start 04_read_detach -k "$shmid"
    await nattch "$shmid" 2
    await printed nattch
    release "$shmid"
    finish
    exits 0
    fact nattch_before 2
    fact nattch_after 0
    # Without -k it waits for nobody.
    start 04_read_detach "$shmid"
    wait_for_end
    exits 0
    # One that is marked meanwhile is gone with the detach, and has no count.
    because 'who does not ask again, or does not look at the answer, tells an old count'
    see 'TUTORIAL 4.4; shmctl(2), EINVAL and EIDRM'
    segment 512 'fill=x\0'
    shmid=$it
    start 04_read_detach -k "$shmid"
    await nattch "$shmid" 1
    await printed nattch
    remove "$shmid"
    finish
    exits 0 1
    lacks nattch_after=1
    [ "$it" = 0 ] || complains
    gone "$shmid"
}

check_read_only() {
    claim 1 'it is attached to read only, and needs no other right'
    because 'least privilege: a stray write becomes a fault in place of damage'
    see 'TUTORIAL 4.2; shmat(2), SHM_RDONLY'
    segment 512 fill=x
    shmid=$it
    put "$shmid" 0 'hello\0'
    start 04_read_detach -k "$shmid"
    await nattch "$shmid" 1
    mapped "$shmid" read
    finish
    exits 0
    segment 512 mode=0400 fill=x
    shmid=$it
    put "$shmid" 0 'may be read\0'
    run 04_read_detach "$shmid"
    exits 0
    fact text 'may be read'
    unchanged "$shmid"
}

check_bounded() {
    claim 1 'a segment without a NUL is bad, and not read past its end'
    because 'nobody promised a NUL, and behind the last byte the page goes on'
    see 'TUTORIAL 4.4; shmctl(2), shm_segsz; memchr(3)'
    random 8 600
    bytes=$it
    segment "$bytes" fill=A
    shmid=$it
    segment 8 'fill=seven..\0'
    run 04_read_detach "$it"
    exits 0
    fact text seven..
    run 04_read_detach "$shmid"
    exits 1
    complains
    lacks text=
    with setting MALLOC_PERTURB_=165
    run 04_read_detach -r "$shmid"
    exits 1
    silent
    # What lies behind the end, if it is a NUL, is not the text's.
    put "$shmid" "$bytes" '\0'
    run 04_read_detach "$shmid"
    exits 1
    lacks text=
    pages 2
    segment "$it" fill=B
    run 04_read_detach "$it"
    exits 1
    lacks text=
    unchanged "$shmid"
}

check_forged() {
    claim 1 'what was read cannot pass for a fact, nor for a command'
    because 'the text is data from somebody else, who may know how you print it'
    see 'TUTORIAL 4.4; isprint(3); the contract in README.md'
    segment 512 fill=x
    shmid=$it
    put "$shmid" 0 'one\ntext=two\n\033[2J\nnattch_before=77\015\0'
    run 04_read_detach "$shmid"
    exits 0
    facts
    fact text
    case $it in
        one*two*77*) ;;
        *) fail 'all of the text, on one line' "text=$it" ;;
    esac
    fact nattch_before 1
    fact nattch_after 0
    put "$shmid" 0 'one\\ntwo\0'
    run 04_read_detach "$shmid"
    exits 0
    fact text
    [ "$it" != 'one\ntwo' ] \
        || fail 'a backslash that cannot pass for an escape' "text=$it"
    # What differs there differs here, and no byte is a command (facts).
    seen=' '
    for byte in 007 010 177 303 304 377; do
        put "$shmid" 0 "one\\${byte}two\\0"
        run 04_read_detach "$shmid"
        exits 0
        facts
        # A char that is below 0, printed as an unsigned int.
        lacks 77777
        fact text
        case $seen in
            *" $it "*) fail 'another text than of another byte' "text=$it" ;;
        esac
        seen="$seen$it "
    done
}

check_raw() {
    claim 1 '-r writes the bytes of the text, and nothing else'
    because 'the next program in a pipe wants the data, not a picture of it'
    see 'TUTORIAL 4.6; fwrite(3); the contract in README.md'
    segment 512 fill=x
    shmid=$it
    word 30
    text="$it\\n=\\\\ \\344\\275\\240\\345\\245\\275 \\033[m\\t.\\n"
    text="$text%d %% \\377\\n\\n"
    put "$shmid" 0 "$text\\0"
    with trace
    run 04_read_detach -r "$shmid"
    exits 0
    prints "$text"
    detaches
    # Both at once: it waits as well.
    start 04_read_detach -k -r "$shmid"
    await nattch "$shmid" 1
    await waiting
    running
    finish
    exits 0
    prints "$text"
    # However long it is.
    word 9
    long "$it" 17000
    text=$it
    segment $((${#text} + 1)) fill=A
    shmid=$it
    put "$shmid" 0 "$text\\0"
    run 04_read_detach -r "$shmid"
    exits 0
    prints "$text"
}

check_empty() {
    claim 1 'an empty segment is bad: nobody has written a text yet'
    because 'who takes "nothing yet" for data is done before the writer has begun'
    see 'TUTORIAL 4.7; shmget(2): a new segment is all zero'
    segment 512 'fill=x\0'
    run 04_read_detach "$it"
    exits 0
    segment 512 untouched
    shmid=$it
    run 04_read_detach "$shmid"
    exits 1
    complains
    lacks text=
    run 04_read_detach -r "$shmid"
    exits 1
    complains
    silent
}

check_refused() {
    claim 1 'an attach that fails is told, not used; so is a detach'
    because 'shmat() fails with (void *) -1, which is neither NULL nor below 0'
    see 'TUTORIAL 4.4; shmat(2), RETURN VALUE and ERRORS'
    segment 512 'fill=x\0'
    run 04_read_detach "$it"
    exits 0
    segment 0 huge
    run 04_read_detach "$it"
    exits 1
    says ENOMEM
    silent
    segment 512 mode=0200 fill=x
    shmid=$it
    put "$shmid" 0 'secret\0'
    run 04_read_detach "$shmid"
    exits 1
    says EACCES
    silent
    run 04_read_detach 2147483647
    exits 1
    complains
    silent
    leaves_nothing
    segment 512 'fill=x\0'
    shmid=$it
    with refusal shmat EMFILE
    with trace
    run 04_read_detach "$shmid"
    exits 1
    says EMFILE
    silent
    because 'shmdt() can fail, too: who does not look believes to be detached'
    see 'TUTORIAL 4.3; shmdt(2), RETURN VALUE'
    with refusal shmdt EINVAL
    with trace
    run 04_read_detach "$shmid"
    exits 1
    says EINVAL
    read_x() {
        segment 100 'fill=x\0'
        run 04_read_detach "$it"
    }
    right() {
        fact text x
        fact nattch_before 1
        fact nattch_after 0
    }
    every_fault read_x : right
}

check_full_disk() {
    claim 1 'a text that cannot be written is an error'
    because 'buffered output fails late: unchecked, a full disk is exit 0'
    see 'TUTORIAL 1.4; fflush(3); full(4)'
    segment 512 fill=x
    shmid=$it
    put "$shmid" 0 'hello\0'
    run 04_read_detach "$shmid"
    exits 0
    for to in full closed; do
        with stdout "$to"
        run 04_read_detach "$shmid"
        exits 1
    done
    for option in -r -k; do
        with stdout full
        run 04_read_detach "$option" "$shmid"
        exits 1
    done
    row "$shmid" nattch=0
}

check_strict() {
    claim 1 'a wrong command line is refused, with the usage line'
    because 'an id that is half read is the id of another segment'
    see 'TUTORIAL 1.4; strtol(3); the contract in README.md'
    segment 512 fill=x
    shmid=$it
    put "$shmid" 0 'hello\0'
    run 04_read_detach "$shmid"
    exits 0
    fact text hello
    for id in 0x 0.5 0k '0 x' '' -1 1180591620717411303424 4294967296; do
        run 04_read_detach "$id"
        usage
    done
    run 04_read_detach
    usage
    run 04_read_detach "$shmid" "$shmid"
    usage
    run 04_read_detach -q "$shmid"
    usage
    help 04_read_detach
}
