#!/bin/sh
# words.sh RUBRIC LAB CHECK - read one check aloud to the judge.
#
# The judge (tests/judge) runs this, with itself at the other end of file
# descriptor 3.  Each verb is one request to it, and waits for the answer: what
# a check asks for costs no process.  $it is what a verb gave back.
# Exit status: that of the check; how it went the judge knows by itself.
set -u

ask() {
    request=$#
    for word; do
        request="$request ${#word}:$word"
    done
    printf '%s\n' "$request" >&3
    read -r code value <&3 || exit 1
    [ "$code" = 0 ] || exit 0
    # shellcheck disable=SC2034  # for whoever asked
    [ -z "$value" ] || it=$value
}

for verb in claim because see random word pages fail expecting skip needs key \
    segment put touch_pages hold release remove lock kernel with run start \
    back await finish wait_for_end running interrupt kill_holder step \
    exits says complains silent has lacks prints facts fact low_bits \
    count row owner find gone holds zeros unchanged inside mapped \
    leaves_nothing sets calls undo detaches; do
    eval "$verb() { ask $verb \"\$@\"; }"
done

# long WORD BYTES: it=WORD again and again, so many bytes or more.  (What a verb
# gives is read byte by byte: this is not.)
long() {
    it=$1
    while [ "${#it}" -lt "$2" ]; do
        it=$it$it
    done
}

# usage: refused as a wrong command line, with the usage line and no fact.
usage() {
    exits 2
    silent
    says usage
}

# help PROGRAM: -h is a success, and the usage line is what it prints.
help() {
    run "$1" -h
    exits 0
    has usage
}

# every_fault FUNCTION UNDO RIGHT [SPARED]: FUNCTION sets up and runs the program,
# well, its facts are RIGHT, and UNDO (`:` for nothing) takes that back.  Then
# again, for each System V call that the program made, with this call failing:
# the program must tell why, and clean up.  Only a question (IPC_STAT and its
# like) may fail without an error, for there are other ways to ask; then the
# facts must be RIGHT.  A removal that fails leaves what it leaves: that is a
# check of its own.  SPARED is a call that does not fail here.
# shellcheck disable=SC2154  # the verbs set $it
every_fault() {
    chapter=${lab%%_*}
    with trace
    "$1"
    exits 0
    "$3"
    "$2"
    calls
    for call in $it; do
        case $call in
            none | *:IPC_RMID:* | "${4:-none}":*) continue ;;
        esac
        name=${call%%:*}
        section=2
        [ "$name" != ftok ] || section=3
        because "$name can fail: who does not look goes on without it"
        see "TUTORIAL ${chapter#0}.3; $name($section), RETURN VALUE and ERRORS"
        with fault "$call"
        reason=$it
        "$1"
        case $it:$call in
            0:shmctl:*STAT:* | 0:shmctl:*INFO:*)
                "$3"
                "$2"
                continue
                ;;
        esac
        exits 1
        says "$reason"
        leaves_nothing
    done
}

rubric=$1 lab=$2
# shellcheck source=/dev/null
. "$rubric"
"check_$3"
