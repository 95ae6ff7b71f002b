# shellcheck shell=sh disable=SC2034,SC2154,SC2317,SC2329  # verbs set $it
# The rubric of lab 03.  README.md in this folder says what the verbs mean.

check_writes() {
    claim 1 'the text is in the segment, with its NUL'
    because 'a reader finds the end of a string by its NUL, and by nothing else'
    see 'TUTORIAL 3.4; TUTORIAL 3.3; memcpy(3); shmdt(2)'
    random 40 600
    segment "$it" 'fill=\377'
    shmid=$it
    word 14
    text=$it%%d
    with trace
    run 03_attach_write "$shmid" "$text"
    exits 0
    facts
    fact wrote 17
    fact address
    holds "$shmid" 0 "$text\\0"
    row "$shmid" nattch=0 dest=no
    leaves_nothing
    because 'an attachment is given back by the one who took it, not by its exit'
    see 'TUTORIAL 3.3; shmdt(2)'
    detaches
}

check_tail() {
    claim 1 'nothing of an older, longer text is left behind it'
    because 'a NUL hides the old text from strlen(), not from whoever looks'
    see 'TUTORIAL 3.4; memset(3)'
    segment 512 'fill=an older and longer text '
    shmid=$it
    run 03_attach_write "$shmid" short
    exits 0
    holds "$shmid" 0 'short\0'
    zeros "$shmid" 5
    # An empty text is a text, and not the want of one.
    with stdin 'not this'
    run 03_attach_write "$shmid" ''
    exits 0
    fact wrote 0
    zeros "$shmid" 0
}

# write_from word|stdin SHMID TEXT: the text comes as a word, or by standard input
write_from() {
    if [ "$1" = word ]; then
        run 03_attach_write "$2" "$3"
    else
        with stdin "$3"
        run 03_attach_write "$2"
    fi
}

check_fits() {
    claim 1 'a text that just fits is written, and not a byte more'
    because 'the page goes on behind the segment: there no fault tells you'
    see 'TUTORIAL 3.4; shmget(2), on rounding to pages'
    random 20 400
    bytes=$it
    word $((bytes - 1))
    text=$it
    for from in word stdin; do
        segment "$bytes" 'fill=\377'
        shmid=$it
        write_from "$from" "$shmid" "$text"
        exits 0
        holds "$shmid" 0 "$text\\0"
        inside "$shmid"
    done
    # However long it is, all of it comes, or nothing.
    because 'what fits is written: a buffer of its own must not be the bound'
    see 'TUTORIAL 3.2; shmctl(2), shm_segsz'
    for from in word stdin; do
        word 9
        last=$it
        if [ "$from" = word ]; then
            long "$last" 17000
        else
            long "$last" 70000
        fi
        text=$it
        segment $((${#text} + 1)) 'fill=\377'
        shmid=$it
        write_from "$from" "$shmid" "$text"
        exits 0
        fact wrote "${#text}"
        holds "$shmid" $((${#text} - 9)) "$last\\0"
    done
}

check_too_long() {
    claim 1 'a text that does not fit is refused, and changes nothing'
    because 'the bound is the segment at hand, as IPC_STAT tells it, not a constant'
    see 'TUTORIAL 3.4; shmctl(2), shm_segsz'
    random 8 400
    bytes=$it
    segment "$bytes" fill=old
    run 03_attach_write "$it" short
    exits 0
    segment "$bytes" fill=old
    shmid=$it
    for length in "$bytes" $((bytes + 1)) 6000; do
        word "$length"
        text=$it
        run 03_attach_write "$shmid" "$text"
        exits 1
        complains
        lacks wrote=
        unchanged "$shmid"
    done
    for length in "$bytes" 6000; do
        word "$length"
        with stdin "$it"
        run 03_attach_write "$shmid"
        exits 1
        complains
        lacks wrote=
        unchanged "$shmid"
    done
}

check_stdin() {
    claim 1 'without TEXT the bytes of standard input are written'
    because 'a text is more than one word: lines, UTF-8, and what a pipe brings'
    see 'TUTORIAL 3.6; fread(3); the contract in README.md'
    segment 12000 'fill=x'
    shmid=$it
    word 9000
    text="two\\015\\n lines, \\344\\275\\240\\345\\245\\275 \\377\\032\\004 $it\\n"
    with stdin "$text"
    with setting MALLOC_PERTURB_=165
    run 03_attach_write "$shmid"
    exits 0
    holds "$shmid" 0 "$text\\0"
    fact wrote 9025
    zeros "$shmid" 9025
    inside "$shmid"
    # What cannot be read (a folder) is no empty text.
    segment 100 fill=x
    shmid=$it
    with stdin /
    run 03_attach_write "$shmid"
    exits 1
    complains
    unchanged "$shmid"
}

check_attached() {
    claim 1 '-k keeps it attached, where and as the facts say'
    because 'nattch counts attachments, and each process has an address of its own'
    see 'TUTORIAL 3.1; shmat(2); proc(5), /proc/PID/maps'
    segment 512 fill=x
    shmid=$it
    hold "$shmid"
    with trace
    start 03_attach_write -k "$shmid" 'still here'
    await nattch "$shmid" 2
    await printed wrote=
    mapped "$shmid" write
    low_bits address "$it" 62
    fact nattch 2
    holds "$shmid" 0 'still here\0'
    await waiting
    running
    row "$shmid" nattch=2
    finish line
    exits 0
    detaches
    row "$shmid" nattch=1 dest=no
    start 03_attach_write -k "$shmid" 'and again'
    await nattch "$shmid" 2
    running
    finish
    exits 0
    row "$shmid" nattch=1
    # Without -k it waits for nobody.
    start 03_attach_write "$shmid" 'and gone'
    wait_for_end
    exits 0
    fact nattch 2
    row "$shmid" nattch=1
}

check_no_room() {
    claim 1 'an attach that fails is told, not used; so is a detach'
    because 'shmat() fails with (void *) -1, which is neither NULL nor below 0'
    see 'TUTORIAL 3.4; shmat(2), RETURN VALUE'
    segment 100 fill=x
    run 03_attach_write "$it" hello
    exits 0
    segment 0 huge
    run 03_attach_write "$it" hello
    exits 1
    says ENOMEM
    silent
    segment 100 fill=x
    shmid=$it
    with refusal shmat EMFILE
    with trace
    run 03_attach_write "$shmid" hello
    exits 1
    says EMFILE
    silent
    unchanged "$shmid"
    because 'shmdt() can fail, too: who does not look believes to be detached'
    see 'TUTORIAL 3.3; shmdt(2), RETURN VALUE'
    with refusal shmdt EINVAL
    with trace
    run 03_attach_write "$shmid" hello
    exits 1
    says EINVAL
    write_hello() {
        segment 100 fill=x
        shmid=$it
        run 03_attach_write "$shmid" hello
    }
    right() {
        fact nattch 1
        fact wrote 5
        holds "$shmid" 0 'hello\0'
    }
    every_fault write_hello : right
}

check_denied() {
    claim 1 'no right to write, and no such segment, are errors'
    because 'to attach with 0 asks for both rights, reading and writing'
    see 'TUTORIAL 3.3; shmat(2), EACCES and EINVAL'
    segment 512 mode=0600 fill=x
    run 03_attach_write "$it" hello
    exits 0
    segment 512 mode=0400 fill=x
    shmid=$it
    run 03_attach_write "$shmid" hello
    exits 1
    says EACCES
    silent
    unchanged "$shmid"
    segment 512 fill=y
    gone=$it
    remove "$gone"
    for id in "$gone" 2147483647; do
        run 03_attach_write "$id" hello
        exits 1
        complains
        silent
    done
    unchanged "$shmid"
    leaves_nothing
}

check_full_disk() {
    claim 1 'facts that cannot be written are an error'
    because 'buffered output fails late: unchecked, a full disk is exit 0'
    see 'TUTORIAL 1.4; fflush(3); full(4)'
    segment 512 fill=x
    shmid=$it
    run 03_attach_write "$shmid" hello
    exits 0
    for to in full closed; do
        with stdout "$to"
        run 03_attach_write "$shmid" hello
        exits 1
    done
    with stdout full
    run 03_attach_write -k "$shmid" hello
    exits 1
    row "$shmid" nattch=0
}

check_strict() {
    claim 1 'a wrong command line is refused, and writes nothing'
    because 'an id that is half read is the id of another segment'
    see 'TUTORIAL 1.4; strtol(3); the contract in README.md'
    segment 512 fill=x
    run 03_attach_write "$it" hello
    exits 0
    segment 512 fill=x
    shmid=$it
    for id in 0x 0.5 0k '0 x' '' -1 1180591620717411303424 4294967296; do
        run 03_attach_write "$id" hello
        usage
    done
    run 03_attach_write
    usage
    run 03_attach_write "$shmid" hello world
    usage
    run 03_attach_write -q "$shmid" hello
    usage
    help 03_attach_write
    unchanged "$shmid"
}
