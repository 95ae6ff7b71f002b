#!/bin/sh
# demo.sh - show the seven finished programs at work, and the kernel's view.
#
# usage: scripts/demo.sh [--step] [LAB...]
#
#   LAB     1 to 7, 01 to 07, or 01_ftok: only these (03 and 04 are one tour)
#   --step  wait for Enter after each step, as in a lecture
#
# Each step is a command, what it printed, what the kernel shows, and a
# sentence on what to notice.  Everything shown is of this run, and a sentence
# is checked before it is printed.
#
# exit status: 0 shown; 1 something was not as the tour says, or could not be
# written; 2 wrong usage; 3 something needed is missing; 128+N after signal N
# (130 is Ctrl-C, 143 SIGTERM).  However it ends, nothing is left behind.

set -eu
# shellcheck source=scripts/lib.sh
. "${0%"${0##*/}"}./lib.sh"

LC_ALL=C # ipcs speaks other languages too
export LC_ALL

# ---- leaving nothing behind -------------------------------------------------
#
# kill -9 cannot be caught, so the cleaning is another process's job.  The
# janitor reads from a pipe whose writing end only we hold (fd 9): its end of
# file says that we are gone, however we went.  In our folder lie
#
#   alive     that pipe
#   pids      the pid of every program started: a segment's creator is in it
#   live.PID  those that have not been waited for
#   keys      the keys of our files
#   janitor   its pid

# Wait for a state, not for a time: try COMMAND until it is true.  The limit is
# one of tries, so that a busy machine is given more time: 5 s on an idle one.
limit=500
await() {
    tries=$limit
    until "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.01 2>/dev/null || sleep 1
    done
}

# A zombie is gone: it waits for its parent, which may be a slow one.
is_gone() {
    kill -0 "$1" 2>/dev/null || return 0
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    case $stat in
        *') Z '*) ;;
        *) return 1 ;;
    esac
}

# creator ID: the pid that made this segment.
creator() {
    ipcs -m -p | awk -v id="$1" '$1 == id { print $(NF - 1) }'
}

# The ids of our segments.  Key and creator both have to be ours: keys made of
# different files can be equal.
ours() {
    ipcs -m | grep -Ff "$tmp/keys" | while read -r _ id _; do
        ! grep -qx "$(creator "$id")" "$tmp/pids" || echo "$id"
    done
}

# End our processes, then remove our segments, then the folder.
sweep() {
    for live in "$tmp"/live.*; do
        kill "${live##*.}" 2>/dev/null || :
    done
    for live in "$tmp"/live.*; do
        await is_gone "${live##*.}" || kill -KILL "${live##*.}" || :
    done
    for id in $(ours); do
        ipcrm -m "$id" || :
    done
    rm -rf "$tmp"
}

has_come() {
    [ -e "$tmp/open" ] || is_gone "$main"
}

# The janitor's own run: demo.sh --janitor FOLDER PID, in a session of its own.
janitor() {
    tmp=$1 main=$2
    trap '' HUP INT QUIT TERM PIPE
    trap - EXIT
    mkdir -m 700 "$tmp" || exit 1
    mkfifo "$tmp/alive" || {
        rmdir "$tmp"
        exit 1
    }

    # To open a pipe for reading and writing waits for no partner.  It makes
    # us a writer too: we let go of that when the main script has opened it.
    exec 8<>"$tmp/alive"
    exec 7<"$tmp/alive"
    {
        await has_come || :
        exec 8>&-
        read -r _ <&7 || :
        sweep
    } </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 9>&- &
    echo $! >"$tmp/janitor" || {
        kill -KILL $!
        rm -rf "$tmp"
        exit 1
    }
}

# A signal ends us, but it must not end our leaving.
hit() {
    $leaving || exit "$1"
    status=$1
}

janitor_is_gone() {
    ! grep -qs ') [^Z] ' "/proc/$janitor/stat"
}

# Our own end: let the programs go, hang up, and wait for the janitor.
leave() {
    leaving=true status=$?
    trap '' HUP INT TERM PIPE
    # Its pid goes with the folder, which goes as soon as we have hung up.  No
    # read in here: in busybox 1.38 it never ends after a trap that has exited.
    janitor=$(cat "$tmp/janitor" 2>/dev/null) || janitor=''
    exec 7>&- 8>&- 9>&-
    wait
    [ -z "$try" ] || rm -rf "$try"
    if [ -n "$tmp" ] && [ -d "$tmp" ]; then
        $opened || touch "$tmp/open"
        await test ! -d "$tmp" || sweep
        limit=100 # it does nothing more
        await janitor_is_gone || :
    fi
    exit "$status"
}

# ---- what the audience sees -------------------------------------------------

# put STYLE TEXT: all output goes through here, so that none can get lost.
put() {
    printf '%s\n' "$1$2${1:+$plain}" 2>/dev/null \
        || die 1 'stdout: cannot write'
}

# fill STYLE FIRST REST TEXT: TEXT in lines of at most 78 columns, which begin
# with FIRST or with REST.
fill() {
    style=$1 text=$2 rest=$3
    set -f
    for word in $4; do
        if [ $((${#text} + 1 + ${#word})) -gt 78 ]; then
            put "$style" "$text"
            text=$rest
        fi
        text="$text $word"
    done
    set +f
    put "$style" "$text"
}

title() {
    put '' ''
    put "$bold" "==== $* ===="
    put '' ''
}

prose() {
    fill '' ' ' ' ' "$*"
}

# check WHAT SEEN OP EXPECTED: what the next sentence rests on.
check() {
    test "$2" "$3" "$4" 2>/dev/null \
        || wrong="$wrong$1: '$2' is not $3 '$4'; "
}

# What to notice: said only if all checks since the last sentence held.
notice() {
    if [ -z "$wrong" ]; then
        fill "$green" '  =>' '    ' "$*"
    else
        fill "$red" '  !!' '    ' "NOT SO HERE: ${wrong%; }."
        fill "$red" '    ' '    ' "The tour would have said: $*"
        failures=$((failures + 1))
    fi
    wrong=
    put '' ''
    if $step; then
        put "$cyan" '  [Enter]'
        read -r _ <&5 || step=false
    fi
}

# shown WORD...: the command as one would type it.
shown() {
    typed=
    for word in "$@"; do
        case $word in
            *' '*) word="\"$word\"" ;;
        esac
        typed="$typed $word"
    done
    put "$bold" "\$$typed"
}

# ---- running the programs ---------------------------------------------------

# A program enters its pid and only then lets go of the janitor's pipe.
# shellcheck disable=SC2016 # it is this shell's child that expands it
enter='echo $$ >>"$0/pids" && : >"$0/live.$$" || exit 125
    before=$1; shift; eval "$before"; exec "$@" 9>&-'

# launch AS BEFORE PROGRAM ARG...: start it, its stdin from fd 4; sets pid.
launch() {
    as=$1 before=$2 program=$3
    shift 3
    # Who waits for its words may look before it is there to open these.
    : >"$tmp/$as.out"
    : >"$tmp/$as.err"
    rm -f "$tmp/$as.seen"
    # A kill -9 of our whole group must leave it to the janitor, which ends it:
    # nobody but 07's own processes knows and removes its semaphore set.
    ${setsid:+"$setsid"} sh -c "$enter" "$tmp" "$before" "$bin/$program" "$@" \
        <&4 >"$tmp/$as.out" 2>"$tmp/$as.err" 3>&- 4<&- 5<&- 7>&- 8>&- &
    pid=$!
}

# finish PID: wait for it; sets status.
finish() {
    status=0
    wait "$1" || status=$?
    rm -f "$tmp/live.$1"
}

# output AS: print what it wrote since we last did.
output() {
    lines=0 seen=0
    [ ! -e "$tmp/$1.seen" ] || read -r seen <"$tmp/$1.seen"
    while IFS= read -r line; do
        lines=$((lines + 1))
        [ "$lines" -le "$seen" ] || put '' "$line"
    done <"$tmp/$1.out"
    echo "$lines" >"$tmp/$1.seen"
    while IFS= read -r line; do
        put "$red" "$line"
    done <"$tmp/$1.err"
}

# fact NAME [AS]: the value that a program printed.
fact() {
    sed -n "s/^$1=//p" "$tmp/${2:-run}.out"
}

# said TEXT: yes if it is in what the last program complained.
said() {
    if grep -q "$1" "$tmp/run.err"; then
        echo yes
    else
        echo no
    fi
}

# A small kernel.shmmni, shmall, shmmax or sem is not the program's fault.
blame_limits() {
    ! grep -E 'get: (No space left|Invalid arg|Cannot alloc)' "$tmp/run.err" \
        >"$tmp/limit" || die 3 "expected room in the kernel's tables, found:" \
        "$(cat "$tmp/limit"); next: look at the limits with ipcs -l"
}

# run STATUS PROGRAM ARG...: show a whole run, which should end with STATUS.
run() {
    want=$1
    shift
    shown "$@"
    case $1 in
        07*) launch run "trap '' HUP TERM" "$@" ;; # it cleans up at its end
        *) launch run '' "$@" ;;
    esac

    finish "$pid"
    output run
    [ "$status" = "$want" ] || blame_limits
    check "the exit status of $1" "$status" = "$want"
}

# It has said its last fact, or has complained, or is dead.
has_spoken() {
    [ -n "$(fact "$last" "$as")" ] || [ -s "$tmp/$as.err" ] \
        || is_gone "$pid"
}

# hold FD FACT AS PROGRAM ARG...: start a program that stays attached (-k)
# until we close FD, its stdin.  Its last fact before that is FACT.
hold() {
    fd=$1 last=$2 as=$3
    shift 3
    rm -f "$tmp/stdin"
    mkfifo "$tmp/stdin"
    eval "exec $fd<>\"\$tmp/stdin\""
    exec 4<"$tmp/stdin"
    shown "$@" '&'
    launch "$as" '' "$@"
    exec 4</dev/null
    await has_spoken || :
    output "$as"
    check "what $1 said of $last" "$(fact "$last" "$as")" != ''
}

# release FD AS PID: end its stdin, and so its attachment.
release() {
    eval "exec $1>&-"
    finish "$3"
    output "$2"
    check "the exit status of the $2" "$status" = 0
}

# ---- what the kernel shows --------------------------------------------------

# look ID: set k_key, k_size and k_nattch from its row in ipcs -m.  False: there
# is no such row.
look() {
    k_key='' k_size='' k_nattch=none
    rows=$(ipcs -m | sed -n "s/ *\$//; s/^\\(.\\{66\\}\\) *locked/\\1locked/
        /^0x[0-9a-f]*  *$1 /p; /^key/p")
    row=${rows#*"$nl"}
    [ "$row" != "$rows" ] || return 1
    k_key=${row%% *}
    # Bytes and nattch are the last numbers: a status may stand behind them.
    for word in $row; do
        case $word in
            *[!0-9]*) ;;
            *) k_size=$k_nattch k_nattch=$word ;;
        esac
    done
}

# kernel ID WHEN: its row in ipcs -m.
kernel() {
    look "$1" || row="(no segment $1)"
    put "$cyan" "  the kernel, $2 (ipcs -m):"
    put "$cyan" "    ${rows%%"$nl"*}"
    put "$cyan" "    $row"
}

# mapped PID ID: its line in /proc/PID/maps; sets m_from, m_to, m_perms.  False:
# there is no such file.
mapped() {
    m_from='' m_to='' m_perms=none
    [ -r "/proc/$1/maps" ] || return 1
    put "$cyan" "  the kernel, of process $1 (/proc/$1/maps):"
    while read -r range perms offset dev inode name; do
        case $inode-$name in
            "$2"-/SYSV*)
                fill "$cyan" '   ' '       ' \
                    "$range $perms $offset $dev $inode $name"
                m_from=0x${range%-*} m_to=0x${range#*-} m_perms=$perms
                return
                ;;
        esac
    done <"/proc/$1/maps"
}

# table ID WHEN: columns of /proc/sysvipc/shm that ipcs -m leaves out; sets
# t_perms, t_size and t_rss.  False: this machine has no such table.
table() {
    $has_table || return 1
    row=$(sed -n "/^ *-*[0-9][0-9]*  *$1 /p" /proc/sysvipc/shm)
    read -r _ _ t_perms t_size _ _ nattch _ _ _ _ _ _ _ t_rss _ <<END
$row
END
    put "$cyan" "  the kernel, $2 (/proc/sysvipc/shm):"
    put "$cyan" "    perms=$t_perms size=$t_size nattch=$nattch rss=$t_rss"
}

# attached ID COUNT: the kernel has seen that many attachments.
attached() {
    [ -z "$wrong" ] || return 0 # the program has failed, and never will
    look "$1" && [ "$k_nattch" = "$2" ]
}

# place FILE ID: make a file, whose key with ID nobody uses; sets key.
place() {
    while :; do
        touch "$1"
        key=$("$bin/01_ftok" "$1" "$2" 2>/dev/null | sed -n 's/^key=//p')
        [ -n "$key" ] || die 1 '01_ftok: no key'
        ipcs -m | grep -q "^$key " || break
        mv "$1" "taken.$key" # keeps its inode number from coming back
    done
    echo "$key" >>"$tmp/keys"
}

# create BYTES FILE ID: make the segment; sets id.  False: there is none.
create() {
    run 0 02_shmget -c -s "$@"
    id=$(fact shmid)
    if [ -n "$id" ] && ! ours | grep -qx "$id"; then
        wrong="$wrong$id is somebody else's; "
        id=''
    fi
    if [ -z "$id" ]; then
        notice 'Here is a segment to show things with.'
        return 1
    fi
}

# remove ID: remove it, with nobody attached.
remove() {
    run 0 05_ipc_rmid "$1"
    check 'the state' "$(fact state)" = gone
}

# ---- the picture ------------------------------------------------------------

# centre TEXT WIDTH: set cell.
centre() {
    cell=$1
    while [ ${#cell} -lt "$2" ]; do
        cell="$cell "
        [ ${#cell} -ge "$2" ] || cell=" $cell"
    done
}

# widest TEXT...: set width.
widest() {
    width=0
    for text in "$@"; do
        [ ${#text} -le "$width" ] || width=${#text}
    done
}

# draw LEFT MIDDLE RIGHT: one line; the arrows are in MIDDLE.
draw() {
    centre "$1" "$left"
    text="  $cell $2"
    centre "$3" "$right"
    text="$text $cell"
    while [ "$text" != "${text% }" ]; do
        text=${text% }
    done
    put "$bold" "$text"
}

# picture: w_... is the writer, r_... the reader, i_... the segment.
picture() {
    widest "writer $w_pid" "$w_from" 'read, write'
    left=$width
    widest "reader $r_pid" "$r_from" 'read only'
    right=$width
    arrow='' gap=''
    while [ ${#arrow} -lt $(((47 - left - right) / 2)) ] \
        || [ ${#arrow} -lt 3 ]; do
        arrow="$arrow-" gap="$gap "
    done
    wall=+----------------------+
    middle=$(printf '%-24s' "segment $id")
    draw "writer $w_pid" "$gap  $middle  $gap" "reader $r_pid"
    draw "$w_from" "$arrow> $wall <$arrow" "$r_from"
    middle=$(printf '| %-20s |' "$i_text\\0")
    draw 'read, write' "$gap  $middle  $gap" 'read only'
    draw '' "$gap  $wall" ''
    draw '' "$gap  key $k_key   $k_size bytes, $i_pages   nattch $k_nattch" ''
    put '' ''
}

# pages BYTES: set i_pages, in words.
pages() {
    page=$(getconf PAGESIZE 2>/dev/null) || {
        page=$(sed -n 's/^KernelPageSize: *\([0-9]*\).*/\1/p' /proc/self/smaps)
        page=$((${page%%[!0-9]*} * 1024))
    }
    i_pages="$(($1 / page)) pages"
    [ "$1" != "$page" ] || i_pages='1 page'
}

# ---- the labs ---------------------------------------------------------------

lab_01() {
    title '01_ftok: a key is made of a file and an id'

    touch letter
    run 0 01_ftok letter 83
    key=$(fact key)
    shown stat -c 'inode %i, device %d' letter
    put '' "$(stat -c 'inode %i, device %d' letter)"
    seen=$(stat -c '%i %d' letter)
    inode=${seen% *} device=${seen#* }
    made=$((83 << 24 | (device & 255) << 16 | (inode & 65535)))
    check 'the key of stat' "$(printf '0x%08x' "$made")" = "$key"
    notice "$key is $(fact id), $(fact dev), $(fact ino) side by side: 8 bits" \
        'of the id, 8 of the device, 16 of the inode.  The name is not in it.'

    shown ln letter link
    ln letter link
    run 0 01_ftok link 83
    check 'the key of the link' "$(fact key)" = "$key"
    notice 'Another name, the same inode: the same key.'

    shown cp letter copy
    cp letter copy
    shown mv copy letter
    mv copy letter
    run 0 01_ftok letter 83
    check 'the key of the new file' "$(fact key)" != "$key"
    notice 'The same name, another inode: another key.  Many editors save a' \
        'file just like this.  Programs that met at it now use different keys.'

    run 0 01_ftok letter 2015
    key=$(fact key)
    check 'the id' "$(fact id)" = 0xdf
    run 0 01_ftok letter 223
    check 'the key of 223' "$(fact key)" = "$key"
    notice 'The classic example says 2015.  ftok() takes the low 8 bits:' \
        '2015 and 223 are one id, and one key.'
}

lab_02() {
    title '02_shmget: a key becomes a segment'

    place desk 83
    run 1 02_shmget desk 83
    check 'ENOENT' "$(said 'No such file')" = yes
    notice 'The file is there, the segment is not.  A key creates nothing.'

    create 100 desk 83 || return 0
    kernel "$id" 'the segment is new'
    check 'the key' "$(fact key)" = "$key"
    check 'bytes' "$k_size" = 100
    check 'nattch' "$k_nattch" = 0
    notice 'Created: the program has ended and the segment is still there,' \
        'with nobody attached.  It lives in the kernel, not in a process.'

    run 0 02_shmget desk 83
    check 'the id' "$(fact shmid)" = "$id"
    notice "Another process, the same file and id: it is led to segment $id."

    run 1 02_shmget -cx -s 100 desk 83
    check 'EEXIST' "$(said 'File exists')" = yes
    notice 'IPC_EXCL: create it or fail.  So one process alone is the maker.'

    run 1 02_shmget -s 101 desk 83
    check 'EINVAL' "$(said 'Invalid argument')" = yes
    notice '101 bytes are more than it was made with: refused.  The size is' \
        'settled by who creates it, once.'

    hold 7 wrote holder 03_attach_write -k "$id" x
    holder=$pid
    if mapped "$holder" "$id"; then
        size=$((m_to - m_from))
        pages "$size"
        check 'what is mapped' "$size" -gt 100
        check 'pages' "$i_pages" = '1 page'
        notice "The segment has 100 bytes, and $size are mapped: memory comes" \
            'in pages.  To write past byte 100 is a bug that does not crash.'
    fi
    release 7 holder "$holder"
    remove "$id"
    notice 'The segment is removed, by hand.  Nothing else would have done it.'
}

lab_03_04() {
    title '03_attach_write and 04_read_detach: two processes, one segment'
    prose 'The classic example: a writer and a reader that do not know each' \
        'other.  They agree on a file and an id, and on nothing else.'
    put '' ''

    place meeting 2015
    create 512 meeting 2015 || return 0
    kernel "$id" before
    check nattch "$k_nattch" = 0
    check 'the key' "$(fact key)" = "$key"
    notice "The writer has its id, $id.  Before: nobody is attached."

    hold 7 wrote writer 03_attach_write -k "$id" 'how are you'
    w_pid=$pid
    await attached "$id" 1 || :
    kernel "$id" 'the writer is attached'
    check nattch "$k_nattch" = 1
    if mapped "$w_pid" "$id"; then
        check 'the address' "$m_from" = "$(fact address writer)"
        check 'access' "$m_perms" = rw-s
        notice 'To attach is to be given addresses.  rw-s: read, write,' \
            'shared.  The name SYSV... is the key; "(deleted)" only says that' \
            'no such file can be opened.'
    fi
    w_from=$m_from w_to=$m_to

    run 0 02_shmget meeting 2015
    check 'the id' "$(fact shmid)" = "$id"
    hold 8 nattch_before reader 04_read_detach -k "$id"
    r_pid=$pid
    await attached "$id" 2 || :
    kernel "$id" 'both are attached'
    i_text=$(fact text reader)
    check 'the text' "$i_text" = 'how are you'
    check nattch "$k_nattch" = 2
    if mapped "$r_pid" "$id"; then
        check 'access' "$m_perms" = r--s
        notice "The reader found id $id by itself, with the same file and id." \
            'It asked for SHM_RDONLY and got r--s: a stray write would be' \
            'SIGSEGV, not damage.'
    fi
    r_from=$m_from

    if [ -n "$w_from" ] && [ -n "$r_from" ]; then
        pages $((w_to - w_from))
        picture
        if [ "$w_from" != "$r_from" ]; then
            notice 'Two addresses, one memory.  An address means nothing to' \
                'the other process: never put a pointer into a segment.'
        else
            notice 'One memory.  That both addresses are the same is this' \
                "system's habit, no promise: never put a pointer into a" \
                'segment.'
        fi
    fi

    prose "The writer's stdin ends, so it detaches and exits."
    release 7 writer "$w_pid"
    kernel "$id" 'the writer is gone'
    check nattch "$k_nattch" = 1
    prose "Now the reader's."
    release 8 reader "$r_pid"
    kernel "$id" after
    check 'nattch_after' "$(fact nattch_after reader)" = 0
    check nattch "$k_nattch" = 0
    notice 'That was the last detach, and it deleted nothing.'

    run 0 04_read_detach "$id"
    check 'the text' "$(fact text)" = 'how are you'
    notice 'A later reader finds the text: the segment outlives them all.'

    remove "$id"
    kernel "$id" 'after IPC_RMID'
    check nattch "$k_nattch" = none
    notice 'Only now it is gone.  Somebody has to remove it: agree on who.'
}

lab_05() {
    title '05_ipc_rmid: removal has two phases'

    place farewell 83
    create 512 farewell 83 || return 0
    old=$id
    run 0 03_attach_write "$old" 'still here'
    hold 8 nattch_before reader 04_read_detach -k "$old"
    r_pid=$pid
    await attached "$old" 1 || :
    kernel "$old" 'a reader is attached'
    check nattch "$k_nattch" = 1
    notice "Process $r_pid is attached.  Now somebody removes the segment."

    run 0 05_ipc_rmid "$old"
    kernel "$old" 'marked'
    check 'the state' "$(fact state)" = dest
    check 'the key' "$k_key" = 0x00000000
    check nattch "$k_nattch" = 1
    check 'the status' "$(ipcs -m | grep -c " $old .* dest")" = 1
    notice 'Phase one: marked, not gone.  The key is 0, the status is dest,' \
        'and the reader notices nothing.'

    run 0 04_read_detach "$old"
    check 'the text' "$(fact text)" = 'still here'
    notice 'Its memory is whole.  On Linux even a newcomer gets in by the id.'

    run 1 02_shmget farewell 83
    check ENOENT "$(said 'No such file')" = yes
    notice 'Not by the key: that is free at once.'

    create 512 farewell 83 || return 0
    check 'the new id' "$id" != "$old"
    notice "So the same file and id lead to a new segment, $id, while the" \
        "reader still has $old.  They would wait for each other for ever."

    release 8 reader "$r_pid"
    kernel "$old" 'the last one has detached'
    check nattch_after "$(fact nattch_after reader)" = gone
    check nattch "$k_nattch" = none
    run 1 04_read_detach "$old"
    notice 'Phase two: the last detach takes the marked segment with it.'

    remove "$id"
    notice 'With nobody attached both phases are one: gone at once.'
}

# try SHELL-CODE ID: lock a segment after that, whatever comes of it.
try() {
    launch run "$1" 06_shm_lock "$2"
    finish "$pid"
    output run
}

lab_06() {
    title '06_shm_lock: a lock that keeps pages in memory, and nobody out'

    pages 0
    place locker 83
    create $((4 * page)) locker 83 || return 0
    if table "$id" 'nobody has touched it'; then
        check 'resident' "$t_rss" = 0
        notice "$t_size bytes, none of them in memory: rss is $t_rss.  A page" \
            'comes into being when somebody touches it.'
    fi

    # The owner may, if RLIMIT_MEMLOCK has room, or CAP_IPC_LOCK bypasses it.
    caps=$(sed -n 's/^CapEff:[^0-9a-f]*//p' /proc/self/status 2>/dev/null) \
        || caps=4000 # nobody can tell without /proc
    capable=$((0x$caps >> 14 & 1))
    # shellcheck disable=SC3045 # dash and busybox know -l
    room=$(ulimit -l)
    shown 06_shm_lock "$id"
    try '' "$id"
    if [ "$status" = 1 ] && [ "$room" != unlimited ]; then
        check 'a refusal' "$(said SHM_LOCK)" = yes
        notice "Refused: your ulimit -l ($room kB) has no room for it.  The" \
            'rest of this lab needs some.'
        remove "$id"
        return 0
    fi
    check 'the exit status of 06_shm_lock' "$status" = 0
    kernel "$id" 'the program has ended'
    check 'the status' "$(ipcs -m | grep -c " $id .* locked")" = 1
    bit=''
    if table "$id" 'the program has ended'; then
        bit=' (2600)'
        check 'the mode bit' "$t_perms" = 2600
        check 'rss' "$t_rss" = $((4 * page))
    fi
    check 'before' "$(fact resident_before)" = 0
    check 'after' "$(fact resident_after)" = $((4 * page / 1024))
    check nattch "$k_nattch" = 0
    notice 'SHM_LOCK loaded no page: 0 kB were in memory until the program' \
        "touched them.  It is a bit of the mode$bit, and it stays with the" \
        'segment when the process has gone.'

    run 0 03_attach_write "$id" 'nobody stopped me'
    run 0 04_read_detach "$id"
    check 'the text' "$(fact text)" = 'nobody stopped me'
    notice 'Locked, and anybody with the right to write writes.  This lock is' \
        'against swapping.  To take turns needs another: see 07.'

    run 0 06_shm_lock -u "$id"
    check 'the status' "$(ipcs -m | grep -c " $id .* locked")" = 0
    ! table "$id" unlocked || check 'the mode' "$t_perms" = 600
    notice 'Unlocked by another process: the lock was not its locker'"'"'s.'

    put "$bold" "\$ (ulimit -l 0; 06_shm_lock $id)"
    try 'ulimit -l 0' "$id"
    if [ "$status" = 0 ]; then
        check CAP_IPC_LOCK "$capable" = 1
        notice 'No room in ulimit -l, and locked all the same: root has the' \
            'capability CAP_IPC_LOCK, which bypasses the limit.'
        if setpriv --bounding-set -ipc_lock true 2>/dev/null; then
            run 0 06_shm_lock -u "$id"
            drop='setpriv --bounding-set -ipc_lock'
            put "$bold" "\$ (ulimit -l 0; $drop 06_shm_lock $id)"
            try "ulimit -l 0; set -- $drop \"\$@\"" "$id"

            check 'the exit status' "$status" = 1
            check EPERM "$(said 'not permitted')" = yes
            notice 'Without that capability root is refused like all others.'
        fi
    else
        check 'a refusal' "$(said SHM_LOCK)" = yes
        notice 'No root is needed to lock, only room in ulimit -l.  Here it' \
            'has none: refused.'
    fi

    remove "$id"
    notice 'Removed, and the lock with it.'
}

lab_07() {
    title '07_race_demo: sharing memory is not taking turns'

    for sync in none sem atomic; do
        old=$(ipcs -m -p)
        run 0 07_race_demo -s "$sync" -w 2 -n 1000
        expected=$(fact expected) counted=$(fact counted) lost=$(fact lost)
        check 'the sum' $((${counted:-0} + ${lost:-0})) = "$expected"
        # Its pid may have been that of a process that left some long ago.
        rows=$(ipcs -m -p | grep -vxFe "$old" \
            | awk -v pid="$pid" '$(NF - 1) == pid { print $1 }')
        put "$cyan" '  the kernel, after (ipcs -m -p):'
        put "$cyan" "    rows made by process $pid: ${rows:-none}"
        check 'what it left' "${rows:-none}" = none

        case $sync in
            none)
                check 'lost' "$lost" -gt 0
                share=$((${lost:-0} * 100 / ${expected:-1}))
                notice "$share% of the work is lost, and nobody said a word." \
                    'Load, add, store are three' \
                    'steps, and who stores last undoes what the other stored.'
                ;;
            sem)
                check 'lost' "$lost" = 0
                notice 'Nothing lost: a semaphore lets one in at a time, and' \
                    'SEM_UNDO frees it should the holder die.'
                ;;
            atomic)
                check 'lost' "$lost" = 0
                notice 'Nothing lost: here the three steps are one.'
                ;;
        esac
    done
}

# ---- the tour ---------------------------------------------------------------

help() {
    put '' "$(usage)"
    exit 0
}

if [ "${1-}" = --janitor ]; then
    janitor "$2" "$3"
    exit
fi

bold='' red='' green='' cyan='' plain=''
if has_color; then
    escape=$(printf '\033')
    bold="${escape}[1m" red="${escape}[31m" green="${escape}[32m"
    cyan="${escape}[36m" plain="${escape}[0m"
fi

# An option or a lab's name, which adds to tours what is not there yet.
step=false tours=''
for word in "$@"; do
    case $word in
        -h | --help) help ;;
        --step) step=true ;;
        *)
            find_lab "$word"
            tour=${lab%%_*}
            case $tour in
                03 | 04) tour=03_04 ;;
            esac
            case "$tours " in
                *" $tour "*) ;;
                *) tours="$tours $tour" ;;
            esac
            ;;
    esac
done

need_linux
sh scripts/need.sh ipcs || exit 3
has_table=true
if [ ! -r /proc/sysvipc/shm ]; then
    has_table=false
    prose 'This machine has no /proc/sysvipc/shm: what only this table shows' \
        'is left out.'
fi
if [ ! -r /proc/self/maps ]; then
    prose 'This machine has no /proc/PID/maps: what only these files show is' \
        'left out.'
fi
if [ "$(cat /proc/sys/kernel/shm_rmid_forced 2>/dev/null)" = 1 ]; then
    die 3 'expected segments that outlive their processes, found that' \
        'kernel.shm_rmid_forced is 1; next, as root:' \
        'sysctl kernel.shm_rmid_forced=0'
fi

if $step; then
    if (: </dev/tty) 2>/dev/null; then
        exec 5</dev/tty
    elif (exec 5<&0) 2>/dev/null; then
        exec 5<&0
    else
        step=false
    fi
fi

opened=false leaving=false
tmp=$(mktemp -u "${TMPDIR:-/tmp}/shmlabs-demo.XXXXXXXX" 2>/dev/null) \
    || need_room "${TMPDIR:-/tmp}"
trap leave EXIT
trap 'hit 129' HUP
trap 'hit 130' INT
trap 'hit 141' PIPE
trap 'hit 143' TERM
setsid=$(command -v setsid || :)
words=$(${setsid:+"$setsid"} sh scripts/demo.sh --janitor "$tmp" $$ 2>&1) || {
    tmp=''
    need_room "${TMPDIR:-/tmp}"
    die 3 "$words"
}
exec 9<>"$tmp/alive"
touch "$tmp/open"
opened=true

set --
for file in solutions/*.c; do
    set -- "$@" "build/${file%.c}"
done
temp=$tmp
build "$@"
bin=$PWD/build/solutions

mkdir "$tmp/tour"
cd "$tmp/tour"
: >"$tmp/keys"
exec 4</dev/null
failures=0 wrong=''

for tour in ${tours:-01 02 03_04 05 06 07}; do
    "lab_$tour"
done

rest=$(ours)
check 'what this tour left' "${rest:-nothing}" = nothing
step=false
notice 'That is all.  No segment of this tour is left.'

[ "$failures" = 0 ] || die 1 "not as the tour says: $failures of its sentences"
