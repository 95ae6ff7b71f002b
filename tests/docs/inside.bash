# inside.bash - what the shell of a session reads.
#
# It is an interactive one, for the sake of what it says of jobs; and so that
# its standard input can be another one, all is a single command, which takes
# the quoted ones from files.  Environment: _q, the folder of the session,
# _q_plan, where the commands begin, and _q_limit, tries to wait for what runs
# in the background.
# shellcheck shell=bash
{
    export -n _q _q_plan _q_limit PS1 PS2
    exec 0<"$_q/hold" >>"$_q/shown" 2>&1
    set -m +o history
    unset HISTFILE

    # At the end of the shell all that is in its namespace ends.
    _q_leave() {
        local IFS=$' \t\n' - file left=yes
        set +f
        exec >/dev/null 2>&1
        while [[ $left ]]; do
            left=
            for file in /proc/[0-9]*; do
                [[ $file/ns/ipc -ef /proc/self/ns/ipc && ${file##*/} != "$$" ]] \
                    && kill -KILL "${file##*/}" && left=yes
            done
        done
    }
    trap _q_leave EXIT

    _q_return() {
        return "$1"
    }

    # Are all processes that this shell began, and theirs, asleep?  One that has
    # worked for 50 ms and goes on is as good as that: it will not stop soon.
    _q_asleep() {
        local IFS=$' \t\n' stat f more pid
        local -a queue
        if [[ -e /proc/$$/task/$$/children ]]; then
            read -r -a queue <"/proc/$$/task/$$/children"
        else
            mapfile -t queue <"$_q/jobs" # without theirs
        fi
        while ((${#queue[@]})); do
            pid=${queue[0]}
            queue=("${queue[@]:1}")
            { read -r stat <"/proc/$pid/stat"; } 2>/dev/null || continue
            read -r -a f <<<"${stat##*) }"
            case ${f[0]} in
                S | T | t | I) ;;
                Z) [[ ${f[1]} != "$$" ]] || return 1 ;;
                *) ((f[11] + f[12] >= 5)) || return 1 ;;
            esac
            { read -r -a more <"/proc/$pid/task/$pid/children"; } 2>/dev/null
            queue+=("${more[@]}")
        done
    }

    # Have those ended that the command $1 killed?
    _q_ended() {
        local IFS=$' \t\n' - word deadly=
        set -f
        for word in ${1//[;&|]/ ; }; do
            case $word in
                kill) deadly=yes ;;
                ';' | -0 | -l | -L | -*STOP | -*TSTP | -*CONT | -*USR?) deadly= ;;
                %* | '$'[a-zA-Z_!]* | '"$'[a-zA-Z_!]*)
                    [[ $deadly ]] || continue
                    eval "word=$word" 2>/dev/null
                    ! kill -0 "$word" 2>/dev/null || return 1
                    ;;
            esac
        done
    }

    # Wait until what is in the background has had its say: $2 lines, or if that is
    # -1, and a job has begun, all that comes before half a second of silence.
    _q_settle() {
        local tries calm=0 want=2 all count old=
        [[ $2 != -1 || $1 != *'&' ]] || want=25
        for ((tries = 0; tries < _q_limit; tries++)); do
            # Two that were killed are told of together, in their order.
            if ((tries < 100)) && ! _q_ended "$1"; then
                read -r -t 0.02 _q_nothing <"$_q/hold"
                continue
            fi
            # Like the Enter key: the shell tells which jobs have ended.
            (:)
            jobs -p >|"$_q/jobs"
            [[ -s $_q/jobs ]] || return 0
            mapfile -t all <"$_q/shown"
            count=$((${#all[@]} - _q_mark))
            if ((count >= $2)) && [[ $count == "$old" || $want == 2 ]] \
                && _q_ended "$1" && _q_asleep; then
                ((++calm < want)) || return 0
            else
                calm=0
            fi
            old=$count
            read -r -t 0.02 _q_nothing <"$_q/hold"
        done
    }

    _q_status=0 _q_i=0
    mapfile -t _q_needs <"$_q_plan.need"
    for _q_need in "${_q_needs[@]}"; do
        ((++_q_i))
        printf '\036%d\n' "$_q_i" >>"$_q/shown"
        mapfile -t _q_all <"$_q/shown"
        _q_mark=${#_q_all[@]}
        read -r -d '' _q_command <"$_q_plan-$_q_i"
        _q_command=${_q_command%$'\n'}
        echo "run $_q_i" >|"$_q/at"
        _q_return "$_q_status"
        eval "$_q_command"
        _q_status=$?
        echo "wait $_q_i" >|"$_q/at"
        _q_settle "$_q_command" "$_q_need"
    done
    printf '\036end\n' >>"$_q/shown"
    _q_leave
    kill -KILL $$
}
