#!/bin/sh
# race.sh - how much the race of lab 07 loses, and what stops it.
#
# usage: race.sh [--workers LIST] [--rounds LIST] [--program PATH]
#                [--tsv] [--svg FILE]
#
# Runs 07_race_demo without a lock, with a semaphore and with an atomic, for
# all numbers of workers and of rounds in the LISTs (1,2,4,8 and 10,100,1000).
# Shows what was lost as a table with bars.
#
#   --workers LIST  1 to 64 each, with commas between
#   --rounds LIST   1 to 1000000 each; increments of one worker
#   --program PATH  another program than build/solutions/07_race_demo
#   --tsv           lines with tabs instead: sync, workers, rounds, expected,
#                   counted, lost, percent
#   --svg FILE      draw it too (with gnuplot)
#
# A contended semaphore may take 27 us an increment: its runs stop at 20000
# increments in all, and what is left out for that is said.
#
# Exit status: 0 done; 1 a run failed, or its results could not be written;
# 2 wrong usage; 3 the program or gnuplot is not there; 130 after Ctrl-C.
set -eu
# shellcheck source=scripts/lib.sh
. "${0%"${0##*/}"}./lib.sh"

# Figures are printed in one way everywhere; bars in that of the terminal.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    *[Uu][Tt][Ff]8 | *[Uu][Tt][Ff]-8) block=█ ;;
    *) block='#' ;;
esac
export LC_ALL=C

workers=1,2,4,8
rounds=10,100,1000
program=
tsv=
svg=
budget=20000 # increments with a semaphore

# The words of a LIST.
words() {
    IFS=,
    # shellcheck disable=SC2086
    printf '%s ' $1
}

# check_list OPTION LIST MAX
check_list() {
    case $2 in
        '' | ,* | *, | *,,* | *[!0-9,]*) right= ;;
        *)
            right=yes
            for number in $(words "$2"); do
                case $number in
                    0* | ????????*) right= ;;
                    *) [ "$number" -le "$3" ] || right= ;;
                esac
            done
            ;;
    esac
    [ -n "$right" ] || refuse "$1: expected whole numbers from 1 to $3" \
        "with commas between, found '$2'"
}

# sweep - all runs, as lines of TSV without a header.
sweep() {
    for sync in none sem atomic; do
        for w in $workers; do
            for n in $rounds; do
                if [ "$sync" = sem ]; then
                    [ $((w * n)) -le "$budget" ] || {
                        printf ' %s' "$w*$n" >>"$temp/left_out"
                        continue
                    }
                    budget=$((budget - w * n))
                fi
                run_one
            done
        done
    done
}

# One run, of $w workers and $n rounds, as a line.  Its words are checked:
# a learner's program may print anything.
run_one() {
    progress "$sync: $w x $n"
    facts=$("$program" -s "$sync" -w "$w" -n "$n") || die 1 "expected" \
        "$program -s $sync -w $w -n $n to succeed; its exit status is $?"
    awk -F = -v sync="$sync" -v w="$w" -v n="$n" '
        /^(expected|counted|lost)=[0-9]+$/ && length($2) < 16 {
            value[$1] = $2
            seen[$1]++
        }
        END {
            if (seen["expected"] != 1 || value["expected"] != w * n ||
                seen["counted"] != 1 || seen["lost"] != 1 ||
                value["expected"] - value["counted"] != value["lost"])
                exit 1
            printf "%s\t%d\t%d\t%d\t%d\t%d\t%.2f\n", sync, w, n, w * n,
                value["counted"], value["lost"], 100 * value["lost"] / (w * n)
        }' <<END && return
$facts
END
    facts=$(printf '%s' "$facts" | tr -c ' -~' ' ' | cut -c 1-60)
    die 1 "expected of $program -s $sync -w $w -n $n: expected=$((w * n))," \
        "counted=... and lost=..., which add up; found: $facts"
}

# One line that is written over and over, for whoever watches.
progress() {
    [ ! -t 2 ] || printf '\r%-30s\r%s' '' "$1" >&2
}

# The table and its bars, from TSV lines.  A loss has one block at the least.
table() {
    columns=${COLUMNS:-80}
    case $columns in
        *[!0-9]* | ?????*) columns=80 ;;
    esac
    awk -v room=$((columns - 54)) -v block="$block" \
        -v red="$red" -v plain="$plain" '
        BEGIN {
            FS = "\t"
            print "sync    workers   rounds  expected      lost   share"
        }
        {
            blocks = int(room * $6 / $4 + 0.5)
            if (blocks == 0 && $6 > 0) blocks = 1
            bar = ""
            for (i = 0; i < blocks && i < room; i++) bar = bar block
            if (bar != "") bar = "  " red bar plain
            if (NR > 1 && $1 != last) print ""
            last = $1
            # Cut, not rounded: 100% would say that all was lost.
            printf "%-6s %8d %8d %9d %9d %6.1f%%%s\n",
                $1, $2, $3, $4, $6, int(1000 * $6 / $4) / 10, bar
        }'
}

# What to notice, and nothing that these lines do not show.
sentence() {
    awk '
        BEGIN { FS = "\t" }
        $1 != "none" { repaired++; broken += $6 > 0; next }
        $2 == 1 { alone++; odd += $6 > 0; next }
        {
            together++
            losing += $6 > 0
            if ($6 / $4 > most) { most = $6 / $4; who = $2; what = $3 }
        }
        END {
            if (losing)
                text = sprintf("Without a lock %d of %d runs of two or more " \
                    "workers lost updates, %.1f%% at worst (%d workers, %d " \
                    "rounds)", losing, together, int(1000 * most) / 10,
                    who, what)
            else if (together)
                text = sprintf("Without a lock nothing was lost in %d runs " \
                    "this time, which is luck and no promise", together)
            else
                text = "One worker alone has nobody to race with"
            if (odd)
                text = text "; and one alone lost some too, which is a bug"
            if (broken)
                text = text sprintf("; but with a semaphore or an atomic %d " \
                    "of %d runs lost some as well, which is a bug", broken,
                    repaired)
            else if (repaired)
                text = text sprintf("; of %d runs with a semaphore or an " \
                    "atomic none lost any", repaired)
            print text "."
        }'
}

# Where the SVG goes: a file beside it is filled, and takes its place.
prepare_svg() {
    [ ! -L "$svg" ] || svg=$(readlink -f -- "$svg")
    [ ! -e "$svg" ] || [ -f "$svg" ] \
        || die 1 "expected to write a file, found that '$svg' is not one"
    [ ! -e "$svg" ] || [ -w "$svg" ] \
        || die 1 "expected to write '$svg', found that it is read-only"
    beside=$(mktemp "${svg%/*}/.race.XXXXXX" 2>/dev/null) \
        || die 1 "expected to write '$svg', found no right to or no folder"
}

# A line for each way to count and number of workers, over the rounds.
draw() {
    drawn=
    awk -v folder="$temp" '
        BEGIN { FS = "\t" }
        {
            series = $1 ", " $2
            if (!(series in number)) {
                number[series] = ++count
                title[count] = series
            }
            print $3, $7 >(folder "/series" number[series])
            if (NR == 1 || $3 + 0 < low) low = $3 + 0
            if ($3 + 0 > high) high = $3 + 0
        }
        END {
            print "set terminal svg size 800,500 background \"white\""
            print "set output \"race.svg\""
            print "set title \"07_race_demo: updates that are lost\" noenhanced"
            print "set xlabel \"rounds of each worker\""
            print "set ylabel \"lost, in percent\""
            print "set logscale x"
            printf "set xrange [%g:%g]\n", low / 1.5, high * 1.5
            print "set yrange [-2:102]"
            print "set key outside title \"workers\""
            print "set grid"
            for (i = 1; i <= count; i++)
                printf "%s \"series%d\" with linespoints title \"%s\"",
                    i == 1 ? "plot" : ",", i, title[i]
            print ""
        }' <"$temp/runs.tsv" >"$temp/plot"
    (cd "$temp" && gnuplot -d plot </dev/null >log 2>&1) || drawn=no
    grep -q '</svg>' "$temp/race.svg" 2>/dev/null || drawn=no
    [ -z "$drawn" ] || {
        cat "$temp/log" >&2
        die 1 'expected gnuplot to draw an SVG, it did not; see above'
    }
    {
        # mktemp made a file for our eyes only.
        cat "$temp/race.svg" >"$beside" \
            && chmod '=rw' "$beside" && mv -f -- "$beside" "$svg"
    } || die 1 "expected to write '$svg', could not"
}

while [ $# -gt 0 ]; do
    option=$1
    value=
    case $option in
        --workers=* | --rounds=* | --program=* | --svg=*)
            value=${option#*=}
            option=${option%%=*}
            ;;
        --workers | --rounds | --program | --svg)
            [ $# -gt 1 ] || refuse "$option: expected a value, found none"
            value=$2
            shift
            ;;
    esac
    shift
    case $option in
        -h | --help) help ;;
        --workers) workers=$value ;;
        --rounds) rounds=$value ;;
        --program) program=$value ;;
        --svg) svg=$value ;;
        --tsv) tsv=yes ;;
        *) refuse "expected an option, found '$option'" ;;
    esac
    [ -n "$value" ] || [ "$option" = --tsv ] \
        || refuse "$option: expected a value, found an empty one"
done
check_list --workers "$workers" 64
check_list --rounds "$rounds" 1000000
workers=$(words "$workers")
rounds=$(words "$rounds")
red=
plain=
if has_color; then
    red=$(printf '\033[31m')
    plain=$(printf '\033[0m')
fi
(exec 3>&1) 2>/dev/null || die 1 'expected to write to stdout, found it closed'

need_linux
case $program in
    /* | '') ;;
    *) program=$from/$program ;;
esac
case $svg in
    /* | '') ;;
    *) svg=$from/$svg ;;
esac
[ -z "$program" ] || { [ -f "$program" ] && [ -x "$program" ]; } \
    || die 3 "expected a program at $program, found none"
[ -z "$svg" ] || command -v gnuplot >/dev/null \
    || die 3 '--svg: expected gnuplot, found none; scripts/need.sh gnuplot' \
        'installs it'
beside=
trap 'clean_up; rm -f ${beside:+"$beside"}' EXIT
[ -z "$svg" ] || prepare_svg
make_temp
if [ -z "$program" ]; then
    build build/solutions/07_race_demo
    program=$PWD/build/solutions/07_race_demo
fi

sweep >"$temp/runs.tsv"
progress ''
[ ! -s "$temp/left_out" ] || say "left out with a semaphore, to stay at 20000" \
    "increments in all: $(cat "$temp/left_out")"

if [ -n "$tsv" ]; then
    printf 'sync\tworkers\trounds\texpected\tcounted\tlost\tpercent\n'
    cat "$temp/runs.tsv"
else
    table <"$temp/runs.tsv"
    echo
    sentence <"$temp/runs.tsv" | fold -s -w 80 | sed 's/ $//'
fi >"$temp/shown"
[ -z "$svg" ] || draw
cat "$temp/shown" || die 1 'expected to write the results, could not'
