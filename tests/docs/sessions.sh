# shellcheck shell=sh disable=SC2154,SC2034  # its variables are quotes.sh's
# sessions.sh - run the sessions of a document; a part of quotes.sh.
#
# The words of sessions are planned and judged by documents.awk; here they are
# run: each chapter in a shell (inside.bash) of its own, in a namespace of its
# own, of which nothing is left.

# Sets $way to the words before a command that put it into a fresh IPC
# namespace, as a user without capabilities; $who to what id says of that user;
# and $temp to a folder where both of us can write.
find_way() {
    drop="setpriv --reuid=$nobody --regid=$nobody --clear-groups"
    user='unshare --user --map-current-user --ipc'
    root=
    [ "$(id -u)" != 0 ] || root=yes
    # Where nobody maps us we are nobody, whose number is as good.  In a user
    # namespace of its own what a session locks counts against its own limit.
    set -- "$user" 'unshare --user --ipc'
    [ -z "$root" ] || set -- "$drop $user" "unshare --ipc $drop"
    for way; do
        for base in "${TMPDIR:-/tmp}" /tmp /var/tmp; do
            temp=$(mktemp -d "$base/quotes.XXXXXX" 2>/dev/null) || continue
            [ -z "$root" ] || chown "$nobody:$nobody" "$temp"
            # shellcheck disable=SC2086,SC2016 # these are words
            who=$($way sh -c 'cd "$1" && : >try &&
                grep -q "^CapEff:[[:space:]]*0*$" /proc/self/status && id' \
                sh "$temp" 2>/dev/null) && return
            rm -rf "$temp"
            temp=
        done
    done
    return 1
}

# The processes of session $1 but for its shell; and as long as there is that
# one, whatever is in its namespace.  (Numbers are given again: if the shell is
# $gone, its own may be another process, that of the namespace another one.)
inmates() {
    # shellcheck disable=SC2012 # all of these names are numbers
    {
        ls -l /proc/[0-9]*/ns/ipc /proc/self/ns/ipc || :
        echo
        cat /proc/[0-9]*/stat || :
    } 2>/dev/null | awk -v sid="$1" -v gone="$gone" '
        match($0, /\/proc\/[0-9a-z]+\/ns\/ipc -> /) {
            ns[substr($0, RSTART + 6, RLENGTH - 17)] = $NF
            next
        }
        /^$/ {
            # Perhaps it is not in one of its own yet.
            own = gone == "" && sid in ns && "self" in ns && ns[sid] != ns["self"]
            next
        }
        {
            pid = $1
            sub(/.*\) /, "")
            if ($1 != "Z" && pid != sid && ($4 == sid \
                || own && pid in ns && ns[pid] == ns[sid]))
                print pid
        }'
}

# End session $1 with all of its processes, its shell last.
sweep() {
    sid=$(cat "$temp/$1/sid") || return 0 # no read: see demo.sh, leave()
    [ -n "$gone" ] || kill -STOP "$sid" 2>/dev/null || :
    tries=0
    while left=$(inmates "$sid") && [ -n "$left" ]; do
        # shellcheck disable=SC2086
        kill -KILL $left 2>/dev/null || :
        tries=$((tries + 1))
        [ "$tries" -lt 500 ] || break
    done
    [ -n "$gone" ] || kill -KILL "$sid" 2>/dev/null || :
    [ -z "$left" ] || printf 'quotes.sh: expected to end these processes: %s\n' \
        "$left" >&2
}

# End session $1 when a command takes too long.  "$d/at" says what it is at.
watch_over() {
    last=
    same=0
    nap=
    trap 'kill $nap 2>/dev/null; exit' TERM
    while :; do
        sleep 0.5 &
        nap=$!
        wait "$nap"
        at=
        read -r at <"$d/at" || :
        [ "$at" = "$last" ] || same=0
        last=$at
        same=$((same + 1))
        case $at in
            run*) most=$limit ;;
            *) most=$((limit + patience)) ;;
        esac
        [ "$same" -gt $((most * 2)) ] || continue
        echo "no end in $limit s" >"$d/late"
        sweep "$1"
        return
    done
}

# A copy of the project in $project, as it is before a learner begins.
copy() (
    cd "$top" || exit
    set --
    for part in Makefile LICENSE README.md TUTORIAL.md scripts solutions \
        tests; do
        [ ! -e "$part" ] || set -- "$@" "$part"
    done
    cp -Rp "$@" "$project"
    set --
    for part in build/solutions build/tools; do
        [ ! -e "$part" ] || set -- "$@" "$part"
    done
    [ $# = 0 ] || cp -Rp "$@" "$project/build"
    for lab in tests/labs/[0-9]*/; do
        lab=${lab%/}
        cp -p "$lab/skeleton.c" "$project/labs/${lab##*/}.c"
    done
)

# session K: run what plan() wrote of chapter K; what it shows goes to
# $temp/K/shown, with a mark before each command.
session() {
    k=$1
    d=$temp/$k
    watcher=
    gone=
    trap break_off HUP INT TERM
    project=$d/ann/shared-memory-labs
    mkdir -p "$project/build" "$project/labs" "$d/tmp"
    copy
    mkfifo "$d/hold"
    : >"$d/shown"
    echo 'wait 0' >"$d/at"
    [ -z "$root" ] || chown -R "$nobody:$nobody" "$d"
    exec 7<>"$d/hold"
    watch_over "$k" 7<&- &
    watcher=$!
    # A new session (setsid) has no terminal.
    (
        exec 7<&-
        cd "$project" || exit
        umask 022
        # shellcheck disable=SC3045 # elsewhere there is no core file, either
        ulimit -c 0 2>/dev/null || :
        # shellcheck disable=SC2086
        exec setsid $way env -i PATH="$project/build/solutions:$PATH" \
            HOME="$d/ann" LC_ALL=C TERM=dumb PS1= PS2= TMPDIR="$d/tmp" \
            SHELL="$bash" NEED_INSTALL=no _q="$d" _q_plan="$temp/$k" \
            _q_limit=$((patience * 50)) \
            "$bash" --noprofile --norc --noediting +H -i
    ) <"$here/inside.bash" >/dev/null 2>&1 &
    echo $! >"$d/sid"
    wait $! 2>/dev/null || :
    gone=yes
    kill "$watcher" 2>/dev/null || :
    wait "$watcher" || :
    sweep "$k"
}

# The same when a signal comes, at any time.
break_off() {
    if [ -n "$watcher" ]; then
        kill "$watcher" 2>/dev/null || :
        [ "$!" = "$watcher" ] || echo $! >"$d/sid"
        sweep "$k"
    fi
    exit 1
}

# write_down K: what session K showed, as lines of a transcript.
write_down() {
    printf 'c%s\nu%s\n' "$1" "$who"
    awk -v plan="$temp/$1" -v home="$temp/$1/ann" '
        # The path of the folder differs each time.
        function told(line,    out, at) {
            out = ""
            while ((at = index(line, home)) > 0) {
                out = out substr(line, 1, at - 1) "/home/ann"
                line = substr(line, at + length(home))
            }
            return out line
        }
        # The number of a job comes first, even if the job was faster.
        function flush(    i) {
            if (last == "")
                n = 0
            for (i = 1; i <= n; i++)
                if (line[i] ~ /^\[[0-9]+\] [0-9]+$/)
                    print "|" line[i]
            for (i = 1; i <= n; i++)
                if (line[i] !~ /^\[[0-9]+\] [0-9]+$/)
                    print "|" line[i]
            n = 0
        }
        function command(file,    text, i) {
            i = 0
            while ((getline text < file) > 0)
                print (i++ ? ">" : "$") text
            close(file)
        }
        /^bash: \[[0-9]+: .*tcsetattr: / { next }
        match($0, /\036([0-9]+|end)$/) {
            if (RSTART > 1)
                line[++n] = told(substr($0, 1, RSTART - 1))
            flush()
            last = substr($0, RSTART + 1)
            if (last != "end")
                command(plan "-" last)
            next
        }
        { line[++n] = told($0) }
        END {
            flush()
            exit last != "end"
        }' "$temp/$1/shown" || {
        if [ -s "$temp/$1/late" ]; then
            sed 's/^/!/' "$temp/$1/late"
        else
            read -r _ at <"$temp/$1/at"
            [ ! -e "$temp/$1-$((at + 1))" ] || echo '!the session ended here'
        fi
    }
}

# run_all MODE: every session of $file, two at a time; into $dir/transcript.
run_all() {
    mkdir -p "${dir:=$temp/kept}"
    : >"$dir/transcript"
    [ -n "$way" ] || return 0
    build
    bash=$(command -v bash) || cannot 'bash: not found'
    chapters=$(read_as "$1")
    older=
    newer=
    for chapter in $chapters; do
        [ -z "$older" ] || wait "$older" || :
        older=$newer
        session "$chapter" 3>&- &
        newer=$!
        running="$older $newer"
    done
    wait
    running=
    for chapter in $chapters; do
        [ -s "$temp/$chapter/shown" ] || cannot "chapter $chapter: no shell came"
        write_down "$chapter"
    done >"$dir/transcript"
}

build() {
    [ ! -e "$top/Makefile" ] || make -s -C "$top" build >&2 \
        || cannot 'make build: failed'
}
