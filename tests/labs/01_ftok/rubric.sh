# shellcheck shell=sh disable=SC2034,SC2154,SC2317,SC2329  # verbs set $it
# The rubric of lab 01.  README.md in this folder says what the verbs mean.

check_key() {
    claim 2 'the key is made of device, inode and id, of nothing else'
    because 'a key is a hash, not a name: 8 bits of id, 8 of device, 16 of inode'
    see 'TUTORIAL 1.2; ftok(3), NOTES'
    for kind in file secret folder; do
        word 8
        file=$it.d/$it
        mkdir "$it.d"
        case $kind in
            file) : >"$file" && random 1 15 ;;
            secret) : >"$file" && chmod 0 "$file" && random 16 127 ;;
            folder)
                # As long a name as there may be, nearly.
                word 200
                file=$file.$it
                mkdir "$file" && random 16 127
                ;;
        esac
        id=$it
        key "$file" "$id"
        key=$it
        run 01_ftok "$file" "$id"
        exits 0
        facts
        fact key "$key"
    done
    leaves_nothing
}

check_high_id() {
    claim 1 'a negative key is a key: only -1 means failure'
    because 'every id from 128 on sets the top bit of a signed 32-bit key'
    see 'TUTORIAL 1.3; ftok(3), RETURN VALUE'
    : >file
    for id in 128 255; do
        key file "$id"
        key=$it
        run 01_ftok file "$id"
        exits 0
        fact key "$key"
    done
}

check_bytes() {
    claim 1 'id, dev and ino show the bytes that make the key'
    because 'who sees the bytes understands why two files can share a key'
    see 'TUTORIAL 1.4; stat(2); the contract in README.md'
    random 128 255
    id=$it
    # Not one of the inodes that look alike in decimal and in hexadecimal.
    for file in a b c d e f g h i j k l; do
        : >"$file"
        key "$file" "$id"
        key=$it
        [ "$((key & 65535))" -lt 10 ] || break
    done
    run 01_ftok "$file" "$id"
    exits 0
    low_bits id "$id" 32
    low_bits dev "$(((key >> 16) & 255))" 8
    low_bits ino "$((key & 65535))" 16
}

check_links() {
    claim 1 'a hard link and a symbolic link give the key of their file'
    because 'ftok() follows the name to the inode, and then forgets the name'
    see 'TUTORIAL 1.2; ftok(3), DESCRIPTION'
    : >file
    ln file hard
    ln -s file soft
    random 1 255
    id=$it
    key file "$id"
    key=$it
    for name in hard soft; do
        run 01_ftok "$name" "$id"
        exits 0
        fact key "$key"
        low_bits dev "$(((key >> 16) & 255))" 8
        low_bits ino "$((key & 65535))" 16
    done
}

check_replaced() {
    claim 1 'a replaced file gives another key under the same name'
    because 'editors save by rename: two programs that started before and after no longer meet'
    see 'TUTORIAL 1.6; ftok(3), NOTES'
    : >file
    : >other
    random 1 255
    id=$it
    key file "$id"
    old=$it
    run 01_ftok file "$id"
    exits 0
    fact key "$old"
    mv other file
    key file "$id"
    new=$it
    run 01_ftok file "$id"
    exits 0
    fact key "$new"
}

check_missing() {
    claim 1 'a file out of reach is an error, and is not created'
    because 'a program that goes on with key -1 meets every other that did the same'
    see 'TUTORIAL 1.3; ftok(3), ERRORS; stat(2), ERRORS'
    : >somewhere
    run 01_ftok somewhere 83
    exits 0
    # A name is data, also in a message.
    nowhere='no%s%s%s%s%s%n'
    run 01_ftok "$nowhere" 83
    exits 1
    says ENOENT
    silent
    [ ! -e "$nowhere" ] || fail 'the file not to exist' 'it has been created'
    mkdir closed
    : >closed/file
    chmod 0 closed
    run 01_ftok closed/file 83
    exits 1
    says EACCES
    silent
    leaves_nothing
    run 01_ftok somewhere/deeper 83
    exits 1
    complains
    silent
    make_key() { run 01_ftok somewhere 83; }
    has_key() { fact key; }
    every_fault make_key : has_key
}

check_wide_id() {
    claim 1 'an id of more than 8 bits is not swallowed without a word'
    because 'ftok() drops all but 8 bits: 2015 and 223 are the same id, and 256 is 0'
    see 'TUTORIAL 1.3; ftok(3), DESCRIPTION'
    : >file
    random 1 255
    key file "$it"
    key=$it
    run 01_ftok file "$((key >> 24 & 255))"
    exits 0
    fact key "$key"
    # Either refused, or the key of its low 8 bits and a warning.  2^32 more is
    # the same number to whoever keeps it in an int.
    for more in 1792 4294967296; do
        id=$(((key >> 24 & 255) + more))
        run 01_ftok file "$id"
        if [ "$it" = 2 ]; then
            usage
        else
            exits 0 2
            facts
            fact key "$key"
        fi
        complains
    done
    for id in 0 256; do
        run 01_ftok file "$id"
        usage
    done
}

check_strict() {
    claim 1 'a wrong command line is refused, with the usage line'
    because 'a number that is half read makes a key that nobody asked for'
    see 'TUTORIAL 1.4; strtol(3); the contract in README.md'
    : >file
    run 01_ftok file 83
    exits 0
    fact key
    for id in 12x 1k 1.5 '1 x' '' -1 1180591620717411303424; do
        run 01_ftok file "$id"
        usage
    done
    # Ten, or refused, but not eight.
    run 01_ftok file 010
    if [ "$it" = 2 ]; then
        usage
    else
        key file 10
        fact key "$it"
    fi
    run 01_ftok
    usage
    run 01_ftok file
    usage
    run 01_ftok file 1 2
    usage
    run 01_ftok -q file 83
    usage
    help 01_ftok
}

check_full_disk() {
    claim 1 'facts that cannot be written are an error'
    because 'buffered output fails late: unchecked, a full disk is exit 0'
    see 'TUTORIAL 1.4; fflush(3); full(4)'
    : >file
    run 01_ftok file 83
    exits 0
    for to in full closed; do
        with stdout "$to"
        run 01_ftok file 83
        exits 1
    done
}
