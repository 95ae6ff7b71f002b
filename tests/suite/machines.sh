#!/bin/sh
# machines.sh - make the machines of a classroom here, and try the suite on each.
#
# usage: machines.sh [--short] [-l] [MACHINE...]
#
# A machine is a namespace, a chroot, a limit, an environment or a folder.  On
# each one demo.sh, check.sh (on solved labs), claims.sh, judge.sh and inspect.sh
# are run.  Each must end well, or, where the machine leaves no other way, with
# exit status 3 and a message: never with a verdict against a right program.
# Afterwards no System V object, no process and no file may be left.
#
#   --short   only the machines that are most unlike each other
#   -l        only list the machines
#
# Root makes those for root, and then, as uid 65534, those for an ordinary user; an
# ordinary user makes the latter.
#
# Exit status: 0 all is well, 1 something is not, 2 wrong usage, 3 a tool is
# missing.
set -eu
unset CDPATH MAKEFLAGS MFLAGS MAKELEVEL

nobody=65534

# The machines: name, who tries it (+: in the short run, too), shell code that
# makes it around `run` or "$@", and the commands that may refuse it.
machines() {
    cat <<'END'
plain          | +root +user | run "$@" |
one-processor  | user        | taskset -c "$(first_processor)" "$@" |
chroot         | +root       | in_chroot "$@" |
container      | +root       | in_container "$@" |
one-uid        | root        | unshare --user --map-root-user "$@" |
no-namespaces  | +user       | without_namespaces "$@" |
space-in-path  | +root +user | in_tree "Operating Systems: 1" "$@" |
quotes-in-path | user        | in_tree "it's \"a\" \$tree" "$@" |
utf8-in-path   | user        | in_tree "Übung 共享内存" "$@" |
memlock-64k    | root user   | prlimit --memlock=65536:65536 "$@" |
memlock-0      | +user       | prlimit --memlock=0:0 "$@" |
nproc-60       | user        | prlimit --nproc=60:60 "$@" |
rmid-forced    | +root       | host 'echo 1 >shm_rmid_forced' "$@" | demo inspect
shmmni-2       | root        | host 'echo 2 >shmmni' "$@" | demo inspect
shmmax-100     | +root       | host 'echo 100 >shmmax' "$@" | demo inspect
shmall-1       | root        | host 'echo 1 >shmall' "$@" | demo inspect
no-semaphores  | root        | host 'echo 0 0 0 0 >sem' "$@" | demo inspect
no-sysvipc     | +root       | hide /proc/sysvipc "$@" | check judge inspect
no-proc        | root        | hide /proc "$@" | check claims judge inspect
read-only      | +root +user | read_only "$@" |
no-tmpdir      | user        | env TMPDIR=/nowhere "$@" | any
full-tmpdir    | +root user  | full_tmpdir "$@" | any
noexec-tmpdir  | root        | noexec_tmpdir "$@" |
german         | user        | env LANG=de_DE.UTF-8 LC_ALL=de_DE.UTF-8 "$@" |
chinese        | user        | env LANG=zh_CN.UTF-8 LC_ALL=zh_CN.UTF-8 "$@" |
umask-077      | +root +user | umask 077 && run "$@" |
umask-000      | user        | umask 000 && run "$@" |
posixly        | user        | env POSIXLY_CORRECT=1 "$@" |
no-home        | user        | env -u HOME "$@" |
nofile-24      | user        | prlimit --nofile=24:24 "$@" | check judge inspect
fsize-0        | user        | prlimit --fsize=0:0 "$@" | any
deaf-init      | root +user  | below_deaf_init "$@" |
END
}

say() {
    printf 'machines.sh: %s\n' "$*" >&2
}

usage() {
    sed -n '2,/^set/{/^set/d; s/^# \{0,1\}//; p;}' "$0"
}

# ---- how a machine is made: FUNCTION ... COMMAND ARG... ----------------------

# The command itself, in the tree.
run() {
    cd "$tree"
    "$@"
}

first_processor() {
    sed -n 's/^Cpus_allowed_list:[^0-9]*\([0-9]*\).*/\1/p' /proc/self/status
}

# Mounts of our own, for anybody.
own_mounts() {
    if [ "$me" = 0 ]; then
        unshare --mount "$@"
    else
        unshare --user --map-root-user --mount "$@"
    fi
}

in_chroot() {
    mkdir -p "$work/root"
    # shellcheck disable=SC2016
    unshare --mount sh -c 'mount --rbind / "$0" && exec chroot "$0" sh -c "
        cd \"\$0\" && exec \"\$@\"" "$@"' "$work/root" "$tree" "$@"
}

# As root in Docker: these capabilities, and no new namespaces.
in_container() {
    caps=-all
    for cap in chown dac_override fowner fsetid kill setgid setuid setpcap \
        net_bind_service net_raw sys_chroot mknod audit_write setfcap; do
        caps=$caps,+$cap
    done
    # shellcheck disable=SC2016
    in_chroot unshare --ipc sh -c 'exec setpriv --bounding-set "$0" \
        --inh-caps=-all "$@"' "$caps" "$@"
}

# Namespaces of a user who may make no more of them.
without_namespaces() {
    # shellcheck disable=SC2016
    unshare --user --map-root-user --ipc sh -c '
        echo 0 >/proc/sys/user/max_user_namespaces &&
        echo 0 >/proc/sys/user/max_ipc_namespaces && exec "$@"' sh "$@"
}

# host LIMIT COMMAND...: tables of our own, with this limit, where no further
# namespaces can be made.
host() {
    limit=$1
    shift
    # shellcheck disable=SC2016
    in_chroot unshare --ipc sh -c '(cd /proc/sys/kernel && eval "$0") &&
        exec setpriv --bounding-set=-sys_admin "$@"' "$limit" "$@"
}

hide() {
    hidden=$1
    shift
    # shellcheck disable=SC2016
    own_mounts sh -c 'mount -t tmpfs none "$0" && exec "$@"' "$hidden" "$@"
}

# mounted FOLDER OPTIONS COMMAND...: a tmpfs there.
mounted() {
    # shellcheck disable=SC2016
    own_mounts sh -c 'mount -t tmpfs -o "$1" none "$0" && shift && exec "$@"' \
        "$@"
}

full_tmpdir() {
    # shellcheck disable=SC2016
    mounted "$work/tmp" size=32k sh -c '
        ! cat /dev/zero >"$TMPDIR/all" 2>/dev/null && exec "$@"' sh "$@"
}

noexec_tmpdir() {
    mounted "$work/tmp" noexec "$@"
}

# copy_of_the_tree FOLDER: as it came, with the labs solved, and nothing built.
copy_of_the_tree() {
    (cd "$top" && tar -cf - --exclude=./build --exclude=./.git .) \
        | (cd "$1" && tar -xf -)
    cp "$1"/solutions/*.c "$1/labs/"
}

# Nothing is built, and nothing can be written to.
read_only() {
    [ -d "$work/bare" ] || { mkdir "$work/bare" && copy_of_the_tree "$work/bare"; }
    tree=$work/bare
    # shellcheck disable=SC2016
    own_mounts sh -c 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" &&
        cd "$0" && exec "$@"' "$tree" "$@"
}

# in_tree NAME: a tree of that name.
in_tree() {
    name=$1
    shift
    [ -d "$work/$name" ] || cp -Rp "$tree" "$work/$name"
    tree=$work/$name
    run "$@"
}

# A PID 1 that waits for its own child alone, and buries nobody else.
below_deaf_init() {
    [ -x "$work/init" ] || ${CC:-cc} -x c -o "$work/init" - <<'END'
#include <sys/wait.h>
#include <unistd.h>
int main(int argc, char *argv[])
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        execvp(argv[1], argv + 1);
        _exit(127);
    }
    waitpid(pid, &status, 0);
    return argc < 2 || !WIFEXITED(status) ? 126 : WEXITSTATUS(status);
}
END
    if [ "$me" = 0 ]; then
        unshare --pid --fork --mount-proc "$work/init" "$@"
    else
        unshare --user --map-root-user --pid --fork --mount-proc \
            "$work/init" "$@"
    fi
}

# ---- what is tried there -----------------------------------------------------

command_of() {
    case $1 in
        demo) echo scripts/demo.sh ;;
        check) echo scripts/check.sh ;;
        claims) echo scripts/claims.sh ;;
        judge) echo scripts/judge.sh "$programs" ;;
        inspect) echo scripts/inspect.sh "$programs/07_race_demo" -n 2 ;;
    esac
}

# What there is of ours: System V objects, files, processes.
left() {
    tail -qn +2 /proc/sysvipc/* | awk '{ print "object", $1, $2 }'
    find "$work/tmp" -mindepth 1 | sed 's/^/file /'
    for exe in /proc/[0-9]*/exe; do
        case $(readlink "$exe" 2>/dev/null) in
            "$work"/*) echo "process $exe" ;;
        esac
    done
}

# try NAME CODE REFUSERS: a row of the table; false if something is wrong.
try() {
    name=$1 code=$2 refusers=$3 row='' wrong=''
    left >"$work/before"
    for command in demo check claims judge inspect; do
        # A machine may have no room for a file.
        {
            status=0
            # shellcheck disable=SC2046  # words
            (
                set -- $(command_of "$command")
                cd "$tree"
                eval "$code"
            ) </dev/null || status=$?
            echo "$status" >"$work/status"
        } 2>&1 | cat >"$work/out"
        status=$(cat "$work/status")
        row="$row $(printf '%-8s' "$status")"
        case $status:$command:$refusers in
            0:* | 1:inspect:*) continue ;;
            3:*any* | 3:*:*"$command"*)
                grep -q '^[a-z_]*\(\.sh\)\{0,1\}: .' "$work/out" && continue
                ;;
        esac
        wrong=yes
        {
            echo "---- $name, $who: $command: exit $status"
            tail -n 30 "$work/out"
        } >>"$work/wrong"
    done
    left >"$work/after"
    gone=yes
    cmp -s "$work/before" "$work/after" || {
        wrong=yes gone=no
        {
            echo "---- $name, $who: left behind"
            diff "$work/before" "$work/after"
        } >>"$work/wrong"
    }
    printf '%-15s %-5s%s %s\n' "$name" "$who" "$row" "$gone"
    [ -z "$wrong" ]
}

short='' list=''
while :; do
    case ${1-} in
        -h | --help)
            usage
            exit 0
            ;;
        --short) short=yes ;;
        -l) list=yes ;;
        -*)
            say "$1: no such option"
            usage >&2
            exit 2
            ;;
        *) break ;;
    esac
    shift
done
for name; do
    machines | grep -q "^$name " || {
        say "expected a machine such as chroot, found '$name'; see -l"
        exit 2
    }
done
if [ -n "$list" ]; then
    machines
    exit 0
fi
for tool in setpriv unshare prlimit taskset; do
    command -v "$tool" >/dev/null || {
        say "expected $tool (util-linux), found none"
        exit 3
    }
done

cd -P "$(dirname "$0")/../.."
top=$PWD
me=$(id -u) who=user
# Tables of our own, in which nobody else comes and goes.
if [ "$me" = 0 ] && [ -z "${MACHINES_OWN_IPC-}" ]; then
    export MACHINES_OWN_IPC=yes
    exec unshare --ipc sh tests/suite/machines.sh ${short:+--short} "$@"
fi
[ "$me" != 0 ] || who=root

work=$(mktemp -d "${TMPDIR:-/tmp}/machines.XXXXXX")
trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
chmod 755 "$work"
mkdir "$work/tree" "$work/tmp"
tree=$work/tree
programs=$work/tree/build/solutions
copy_of_the_tree "$tree"
export TMPDIR="$work/tmp" NEED_INSTALL=no LC_ALL=C
(
    cd "$tree"
    make -s build
    scripts/check.sh >/dev/null
)

# The names come from the command line, or are all of that user's.
failed=0 tried=0
printf '%-15s %-5s %-8s %-8s %-8s %-8s %-8s %s\n' machine who demo check \
    claims judge inspect 'nothing left'
machines >"$work/machines"
while IFS='|' read -r name whose code refusers <&3; do
    name=${name%% *}
    case " $whose " in
        *" +$who "*) ;;
        *" $who "*) [ -z "$short" ] || continue ;;
        *) continue ;;
    esac
    case " $* " in
        '  ' | *" $name "*) ;;
        *) continue ;;
    esac
    tried=$((tried + 1))
    try "$name" "$code" "$refusers" || failed=$((failed + 1))
done 3<"$work/machines"
[ ! -s "$work/wrong" ] || cat "$work/wrong"

# An ordinary user's, in a copy that is that user's own.
if [ "$who" = root ]; then
    mkdir "$work/user"
    copy_of_the_tree "$work/user"
    chown -R "$nobody:$nobody" "$work/user"
    mkdir -m 700 "$work/user-tmp"
    chown "$nobody:$nobody" "$work/user-tmp"
    TMPDIR=$work/user-tmp setpriv --reuid="$nobody" --regid="$nobody" \
        --clear-groups sh "$work/user/tests/suite/machines.sh" \
        ${short:+--short} "$@" || failed=$((failed + 1))
fi
[ "$failed" = 0 ] || exit 1
