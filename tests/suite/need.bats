#!/usr/bin/env bats
# What scripts/need.sh decides.  It sees a PATH with nothing but stubs on it:
# nothing is ever installed on this machine.

# bats file_tags=once-1

bats_require_minimum_version 1.8.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    bin=$BATS_TEST_TMPDIR/bin
    export STUBS="$BATS_TEST_TMPDIR/stubs" TMPDIR="$BATS_TEST_TMPDIR/tmp"
    mkdir "$bin" "$STUBS" "$TMPDIR"
    for tool in cat chmod env grep ls mktemp rm sed sh sleep tr; do
        ln -s "$(command -v "$tool")" "$bin/$tool"
    done
    be_uid 0
}

# stub NAME - a program on the private PATH; its text comes from stdin.
stub() {
    {
        echo '#!/bin/sh'
        cat
    } >"$bin/$1"
    chmod +x "$bin/$1"
}

be_uid() {
    stub id <<<"echo $1"
}

# A compiler that knows nothing of where libc is; `cc_is false` cannot compile.
cc_is() {
    stub cc <<<"case \$* in -print*) echo crt1.o ;; *) $1 ;; esac"
}

# A package manager that logs how it is called.  It fails as long as there are
# lines in $STUBS/failures, and installs the programs named in $STUBS/brings.
manager() {
    stub "$1" <<'END'
echo "${0##*/} $*" >>"$STUBS/log"
echo "chatter on stdout"
case " $* " in
    *' install '* | *' add '* | *' -S '*) ;;
    *) exit 0 ;;
esac
if [ -s "$STUBS/failures" ]; then
    sed 1d "$STUBS/failures" >"$STUBS/rest"
    cat "$STUBS/rest" >"$STUBS/failures"
    exit 1
fi
for tool in $(cat "$STUBS/brings"); do
    echo '#!/bin/sh' >"${0%/*}/$tool"
    chmod +x "${0%/*}/$tool"
done
END
    if [ "$1" = apt-get ]; then
        stub apt-cache <<<'[ ! -e "$STUBS/no_lists" ]'
    fi
    echo make bats >"$STUBS/brings"
}

sudo_asks_for_a_password() {
    stub sudo <<<'[ "$1" != -n ] || exit 1; echo sudo >>"$STUBS/log"; "$@"'
}

sudo_is_free() {
    stub sudo <<<'[ "$1" != -n ] || exit 0; echo sudo >>"$STUBS/log"; "$@"'
}

need() {
    env -u CC -u NEED_INSTALL PATH="$bin" "$@" </dev/null
}

# The log of what was called is $1.
log_is() {
    echo "expected the calls: $1"
    echo "found: $(cat "$STUBS/log" 2>&1)"
    [ "$(cat "$STUBS/log")" = "$1" ]
}

nothing_was_called() {
    [ ! -e "$STUBS/log" ]
}

apt='apt-get -o DPkg::Lock::Timeout=600'
apt_install="$apt install -y --no-install-recommends"

@test "where nothing is missing it says nothing and calls nobody" {
    manager apt-get
    cc_is true
    stub make </dev/null
    run -0 need "$root/scripts/need.sh" cc make
    [ -z "$output" ]
    nothing_was_called
}

@test "the compiler, make and bats of this machine are found" {
    run -0 env NEED_INSTALL=no "$root/scripts/need.sh" cc make bats
    [ -z "$output" ]
}

@test "what is missing is said, the command is shown and run, all on stderr" {
    manager apt-get
    run -0 --separate-stderr need "$root/scripts/need.sh" make bats
    [ -z "$output" ]
    [[ $stderr == *"need.sh: missing: make bats"* ]]
    [[ $stderr == *"need.sh: running: env DEBIAN_FRONTEND=noninteractive \
$apt_install make bats"* ]]
    log_is "$apt_install make bats"
}

@test "only what is missing is installed" {
    manager apt-get
    stub make </dev/null
    run -0 need "$root/scripts/need.sh" make bats
    log_is "$apt_install bats"
}

@test "apt-get is asked for gcc and the headers, not for all build-essential" {
    manager apt-get
    run -3 need "$root/scripts/need.sh" cc make bats ipcs gnuplot musl-gcc
    [ "$(head -n 1 "$STUBS/log")" = "$apt_install gcc libc6-dev make bats\
 util-linux gnuplot-nox musl-tools" ]
}

@test "dnf is asked for its own names" {
    manager dnf
    run -3 need "$root/scripts/need.sh" cc make bats ipcs shellcheck \
        clang-format
    [ "$(head -n 1 "$STUBS/log")" = "dnf install -y\
 --setopt=install_weak_deps=False gcc glibc-devel make bats util-linux\
 ShellCheck clang-tools-extra" ]
}

@test "apk is asked for its own names" {
    manager apk
    run -3 need "$root/scripts/need.sh" cc make bats ipcs clang-format
    [ "$(head -n 1 "$STUBS/log")" = "apk add --wait 600 gcc musl-dev make bats\
 util-linux clang-extra-tools" ]
}

@test "pacman is asked for its own names" {
    manager pacman
    run -3 need "$root/scripts/need.sh" cc make bats ipcs musl-gcc
    [ "$(head -n 1 "$STUBS/log")" = \
        "pacman -S --needed --noconfirm gcc make bats util-linux musl" ]
}

@test "zypper is asked for its own names" {
    manager zypper
    run -3 need "$root/scripts/need.sh" cc make bats ipcs shellcheck
    [ "$(head -n 1 "$STUBS/log")" = "zypper --non-interactive install\
 --no-recommends gcc glibc-devel make bats util-linux ShellCheck" ]
}

@test "who is not root installs through sudo" {
    manager apt-get
    be_uid 1000
    sudo_is_free
    run -0 need "$root/scripts/need.sh" make bats
    [[ $output == *"running: sudo env DEBIAN_FRONTEND=noninteractive \
$apt_install make bats"* ]]
    log_is "sudo
$apt_install make bats"
}

@test "root installs without sudo" {
    manager apt-get
    sudo_is_free
    run -0 need "$root/scripts/need.sh" make bats
    log_is "$apt_install make bats"
}

@test "not root and no sudo: the packages are named, exit 3" {
    manager apt-get
    be_uid 1000
    run -3 need "$root/scripts/need.sh" cc make
    [[ $output == *"missing: cc make"* ]]
    [[ $output == *"you are not root, and have no sudo"* ]]
    [[ $output == *"packages: gcc libc6-dev make"* ]]
    [[ $output == *"next: as root"*"$apt_install gcc libc6-dev make" ]]
    nothing_was_called
}

@test "a sudo that asks, and no terminal to ask at: named, exit 3" {
    manager apt-get
    be_uid 1000
    sudo_asks_for_a_password
    run -3 need "$root/scripts/need.sh" make
    [[ $output == *"sudo wants a password"* ]]
    [[ $output == *"packages: make"* ]]
    nothing_was_called
}

@test "a sudo that asks may do so at a terminal" {
    script -qec true /dev/null || skip 'no script(1) that makes a terminal'
    manager apt-get
    be_uid 1000
    sudo_asks_for_a_password
    # The words of the command go through a shell: hence the variable.
    export NEED="$root/scripts/need.sh" BIN="$bin"
    run -0 env -u CC -u NEED_INSTALL script -qec \
        'PATH=$BIN; "$NEED" make bats' /dev/null
    log_is "sudo
$apt_install make bats"
}

@test "NEED_INSTALL=no forbids installing: named, exit 3" {
    manager apt-get
    run -3 need NEED_INSTALL=no "$root/scripts/need.sh" make bats
    [[ $output == *"NEED_INSTALL=no forbids it"* ]]
    [[ $output == *"packages: make bats"* ]]
    nothing_was_called
}

@test "no package manager: the tools are named, exit 3" {
    run -3 need "$root/scripts/need.sh" cc make bats
    [[ $output == *"no package manager that I know"* ]]
    [[ $output == *"C compiler"*"make"*"bats-core"*"cc make bats" ]]
}

@test "apt-get without lists of packages fetches them first" {
    manager apt-get
    : >"$STUBS/no_lists"
    run -0 need "$root/scripts/need.sh" make bats
    log_is "$apt update
$apt_install make bats"
}

@test "an installation that fails is tried again with fresh lists" {
    manager apt-get
    echo once >"$STUBS/failures"
    run -0 need "$root/scripts/need.sh" make bats
    log_is "$apt_install make bats
$apt update
$apt_install make bats"
}

@test "without a network it names the packages after two tries, exit 3" {
    manager apt-get
    printf 'once\ntwice\nand again\n' >"$STUBS/failures"
    run -3 need "$root/scripts/need.sh" make bats
    log_is "$apt_install make bats
$apt update
$apt_install make bats"
    [[ $output == *"not installed: the commands above failed"* ]]
    [[ $output == *"packages: make bats"* ]]
}

@test "a package that does not bring the tool is not taken for success" {
    manager apt-get
    echo make >"$STUBS/brings"
    run -3 need "$root/scripts/need.sh" make bats
    [[ $output == *"need.sh: missing: bats"* ]]
    [[ $output == *"packages: bats"* ]]
}

@test "a compiler without the headers of libc counts as missing" {
    cc_is false
    manager apt-get
    run -3 need NEED_INSTALL=no "$root/scripts/need.sh" cc
    [[ $output == *"expected 'cc' to compile"*"<sys/shm.h>"* ]]
    [[ $output == *"packages: gcc libc6-dev"* ]]
    cc_is true
    run -0 need NEED_INSTALL=no "$root/scripts/need.sh" cc
}

@test "nothing of the trial compilation stays behind" {
    cc_is false
    run -3 need "$root/scripts/need.sh" cc
    [ -z "$(ls -A "$TMPDIR")" ]
}

@test "CC is the compiler that counts, options and all" {
    manager apt-get
    cc_is true
    run -3 need NEED_INSTALL=no CC='clang -m64' "$root/scripts/need.sh" cc
    [[ $output == *"expected 'clang -m64' to compile"* ]]
    [[ $output == *"packages: clang"* ]]
    cp "$bin/cc" "$bin/clang"
    rm "$bin/cc"
    run -0 need NEED_INSTALL=no CC='clang -m64' "$root/scripts/need.sh" cc
}

@test "for a CC that nobody knows, gcc is not offered" {
    manager apt-get
    run -3 need CC=nonsense "$root/scripts/need.sh" cc
    [[ $output == *"unset CC"* ]]
    [[ $output != *gcc* ]]
    nothing_was_called
}

@test "--help is on stdout, exit 0" {
    run -0 --separate-stderr "$root/scripts/need.sh" --help
    [[ $output == *"usage: need.sh TOOL..."* ]]
    [ -z "$stderr" ]
}

@test "no tool, or one that is not known, is wrong usage: exit 2" {
    run -2 "$root/scripts/need.sh"
    for tool in '' bash --install 'cc make' '*'; do
        run -2 "$root/scripts/need.sh" cc "$tool"
        [[ $output == *"found '$tool'"* ]]
    done
}
