#!/bin/sh
# claims.sh - put what is said of shared memory to the kernel.
#
# usage: claims.sh [CHAPTER[.NUMBER]]... [-l | -m | -t] [-n]
#
# Each claim (of a classic article, or one that is often heard) is an experiment
# that runs here and now, in an IPC namespace of its own: our verdict, what is
# really so, and the evidence.  CHAPTER is one of TUTORIAL.md, 0 to 8 (also 05,
# or 05_ipc_rmid); 5.2 is one claim.  The experiments are C functions, in
# tests/claims/, there to be read.
#
#   -l   only list the claims
#   -m   only list them as a table in Markdown
#   -n   no namespaces, as where the host forbids them
#   -t   a line with tabs for each: number, section, verdict, outcome (agrees,
#        contradicts, untried), claim, evidence
#
# Environment: CLAIMS_SECONDS, how long one experiment may take (20).
#
# Exit status: 0 this machine agrees with every verdict that could be tried,
# 1 it contradicts one, 2 wrong usage, 3 nothing could be tried.
set -eu
# shellcheck source=scripts/lib.sh
. "${0%"${0##*/}"}./lib.sh"

# Options first, words behind them.
options=''
for word; do
    shift
    case $word in
        -h | --help) help ;;
        -[lmnt]) options="$options $word" ;;
        -*) refuse "$word: no such option" ;;
        *) set -- "$@" "$word" ;;
    esac
done

need_linux
need_temp
build build/tools/claims
# shellcheck disable=SC2086  # words on purpose
become build/tools/claims $options "$@"
