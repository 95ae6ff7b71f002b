#!/bin/sh
# need.sh - make sure that tools are there; install those that are missing.
#
# usage: need.sh TOOL...
#
# TOOL is one of: cc make bats ipcs gnuplot shellcheck shfmt tcc clang musl-gcc
# clang-format.  cc is a C compiler ($CC, or else cc) that finds the headers
# of libc.
#
# Where nothing is missing it says nothing.  Else it says what is missing and
# which command it is about to run, and runs it: apt-get, dnf, apk, pacman,
# or zypper, with sudo where you are not root.  NEED_INSTALL=no in the
# environment forbids that: it then names the packages only.
#
# Exit status: 0 all is there, 2 wrong usage, 3 something is missing and could
# not be installed; the packages to ask for are named.
# All it says, it says on standard error.
set -eu
# shellcheck source=scripts/lib.sh
. "${0%"${0##*/}"}./lib.sh"

known='cc make bats ipcs gnuplot shellcheck shfmt tcc'
known="$known clang musl-gcc clang-format"

# A real program must come out of it: a gcc without the headers of libc is
# found on PATH all the same.  That takes 30 ms, so we first look where both
# halves of libc's package usually are, which takes one or two.
cc_works() {
    # CC may hold options, or a wrapper: `ccache gcc -m64`.
    # shellcheck disable=SC2086
    set -- ${CC:-cc}
    command -v "$1" >/dev/null || return 1

    crt=$("$@" -print-file-name=crt1.o 2>/dev/null) || crt=
    lib=${crt%/*}
    if [ -f "$crt" ]; then
        [ ! -f /usr/include/sys/shm.h ] || return 0
        [ ! -f "/usr/include/${lib##*/}/sys/shm.h" ] || return 0
    fi

    [ -n "$temp" ] || make_temp
    echo '#include <sys/shm.h>' >"$temp/try.c"
    echo 'int main(void) { return !shmat; }' >>"$temp/try.c"
    "$@" -o "$temp/try" "$temp/try.c" >"$temp/log" 2>&1
}

is_there() {
    if [ "$1" = cc ]; then
        cc_works
    else
        command -v "$1" >/dev/null
    fi
}

# Put what is not there, of all the arguments, into $missing.
look_for() {
    missing=
    for tool; do
        is_there "$tool" || missing="$missing $tool"
    done
    missing=${missing# }
}

# The first package manager of the table's that is on PATH.
find_manager() {
    for name in apt-get dnf apk pacman zypper; do
        if command -v "$name" >/dev/null; then
            printf '%s\n' "$name"
            return
        fi
    done
}

# Which package brings a tool; mostly the one of the same name.
package_of() {
    case $manager:$1 in
        apt-get:cc) echo gcc libc6-dev ;;
        dnf:cc | zypper:cc) echo gcc glibc-devel ;;
        apk:cc) echo gcc musl-dev ;;
        pacman:cc) echo gcc ;;
        apk:musl-gcc) ;; # there is none
        *:ipcs) echo util-linux ;;
        apt-get:gnuplot) echo gnuplot-nox ;;
        dnf:shellcheck | zypper:shellcheck) echo ShellCheck ;;
        apt-get:musl-gcc) echo musl-tools ;;
        zypper:musl-gcc) echo musl-devel ;;
        pacman:musl-gcc) echo musl ;;
        dnf:clang-format) echo clang-tools-extra ;;
        apk:clang-format) echo clang-extra-tools ;;
        zypper:clang-format) echo clang-tools ;;
        pacman:clang-format) echo clang ;;
        *) echo "$1" ;;
    esac
}

# The packages with which $manager brings all of $missing.
find_packages() {
    for tool in $missing; do
        if [ "$tool" = cc ]; then
            word=${CC:-cc}
            word=${word%% *}
            case ${word##*/} in
                cc | gcc) ;;
                clang | musl-gcc) tool=${word##*/} ;;
                *) continue ;; # whatever that is, gcc would not help
            esac
        fi
        package_of "$tool"
    done | tr '\n' ' '
}

# The words of $manager's command.  Two at once wait for each other where the
# manager can; the others fail, and try again after a refresh.
install_words() {
    case $manager in
        apt-get)
            printf '%s ' env DEBIAN_FRONTEND=noninteractive apt-get \
                -o DPkg::Lock::Timeout=600 install -y --no-install-recommends
            ;;
        dnf) printf '%s ' dnf install -y --setopt=install_weak_deps=False ;;
        apk) printf '%s ' apk add --wait 600 ;;
        pacman) printf '%s ' pacman -S --needed --noconfirm ;;
        zypper) printf '%s ' zypper --non-interactive install --no-recommends ;;
    esac
}

refresh_words() {
    case $manager in
        apt-get) printf '%s ' apt-get -o DPkg::Lock::Timeout=600 update ;;
        dnf) printf '%s ' dnf makecache ;;
        apk) printf '%s ' apk update --wait 600 ;;
        pacman) printf '%s ' pacman -Syu --noconfirm ;;
        zypper) printf '%s ' zypper --non-interactive refresh ;;
    esac
}

run() {
    say "running: $*"
    "$@" </dev/null >&2
}

lists_are_locked() {
    # shellcheck disable=SC2012
    inode=$(ls -i /var/lib/apt/lists/lock 2>/dev/null | tr -dc '0-9') || :
    [ -n "$inode" ] && grep -q ":$inode " /proc/locks 2>/dev/null
}

# apt-get waits for the lock of dpkg if it is told to, but never for the lock
# of its lists.  A fresh machine often updates them just now by itself.
# shellcheck disable=SC2046,SC2086
refresh() {
    tries=60
    until run $sudo $(refresh_words); do
        [ "$manager" = apt-get ] && lists_are_locked || return 1
        say 'waiting for the other apt-get, for a minute at most'
        while lists_are_locked; do
            [ "$tries" -gt 0 ] || return 1
            tries=$((tries - 1))
            sleep 1
        done
    done
}

# The last words: why not, and what to do instead.
give_up() {
    say "missing: $missing"
    case " $missing " in
        *' cc '*)
            say "cc: expected '${CC:-cc}' to compile and link a program that" \
                "includes <sys/shm.h>${CC:+ (CC is set in the environment)}"
            ;;
    esac
    say "not installed: $1"
    if [ -z "$manager" ]; then
        say "next: install, by whatever this system has for it: a C compiler" \
            "with the headers of libc (cc), GNU make, bats-core (bats)," \
            "util-linux (ipcs) - of these: $missing"
    elif [ -z "$packages" ]; then
        say "next: $manager has no package for it; install it by hand" \
            "${CC:+(or unset CC)}"
    else
        say "packages: $packages"
        # A fresh image has no lists of packages.
        lists=
        [ "$manager" != apt-get ] || lists='apt-get update && '
        say "next: as root (or ask somebody who may be root):" \
            "$lists$(install_words)$packages"
    fi
    exit 3
}

[ $# -gt 0 ] || refuse 'expected the names of tools, found none'
for tool; do
    case $tool in
        -h | --help) help ;;
        *' '*) word= ;;
        *) word=$tool ;;
    esac
    case " $known " in
        *" $word "*) ;;
        *) refuse "expected one of: $known; found '$tool'" ;;
    esac
done

need_linux
look_for "$@"
[ -n "$missing" ] || exit 0

manager=$(find_manager)
packages=$(find_packages)
packages=${packages% }

[ -n "$manager" ] || give_up 'no package manager that I know is on PATH'
[ -n "$packages" ] || give_up "nothing that $manager could install"
[ "${NEED_INSTALL:-}" != no ] || give_up 'NEED_INSTALL=no forbids it'

sudo=
if [ "$(id -u)" -ne 0 ]; then
    sudo=sudo
    command -v sudo >/dev/null || give_up 'you are not root, and have no sudo'
    sudo -n true 2>/dev/null || [ -t 0 ] \
        || give_up 'sudo wants a password, and there is no terminal to ask at'
fi

say "missing: $missing"
# Fresh images come without the lists, and apt-get can do nothing without.
# shellcheck disable=SC2086
if [ "$manager" = apt-get ]; then
    apt-cache show $packages >/dev/null 2>&1 || refresh || :
fi
# shellcheck disable=SC2046,SC2086
run $sudo $(install_words) $packages || {
    say 'that failed; once more, with fresh lists of packages'
    refresh || :
    run $sudo $(install_words) $packages || :
}

look_for "$@"
packages=$(find_packages)
packages=${packages% }
[ -z "$missing" ] || give_up 'the commands above failed (is there a network?)'
