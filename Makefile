# Shared memory labs.  `make help` lists what there is to make.

# The labs ask the kernel of Linux.  A make older than 4.1 does not know where it
# runs, and looks for /proc.
ifeq (,$(findstring linux,$(MAKE_HOST))$(wildcard /proc/version))
$(error expected Linux, found another system; next: see the top of README.md)
endif

CC      = cc
CFLAGS  = -O1 -g
WARN    = -Wall -Wextra -Wpedantic -Wconversion
B       = build

LABS    := $(notdir $(basename $(sort $(wildcard solutions/*.c))))
TOOLS   := judge interpose.so claims

JUDGE   := $(filter-out interpose watch,$(notdir $(basename \
    $(wildcard tests/judge/*.c))))

CLAIMS  := $(notdir $(basename $(wildcard tests/claims/*.c)))

.PHONY: help build demo race check watch hint diff reset claims cheat test bench \
    flags clean
.DELETE_ON_ERROR:

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

build: $(LABS:%=$B/solutions/%) $(TOOLS:%=$B/tools/%) ## compile the finished programs and the test tools

demo: ## show all labs at work (LAB=05: one of them; STEP=1: wait for Enter)
	@sh scripts/demo.sh $(if $(STEP),--step) $(LAB)

race: ## how much the race of lab 07 loses, swept over workers and rounds
	@sh scripts/race.sh

check: ## judge your labs (LAB=03, CHECK=5, SEED=1729: less; ALL=1: tell more)
	@sh scripts/check.sh $(ALL:%=--all) $(SEED:%=--seed %) $(CHECK:%=--check %) $(LAB)

watch: ## judge your labs at every save, until all are done
	@sh scripts/watch.sh $(LAB)

hint: ## a hint for what fails first; the next time a plainer one (LAB=03)
	@sh scripts/hint.sh $(LAB)

diff: ## yours against ours (LAB=03)
	@sh scripts/diff.sh $(LAB)

reset: ## begin a lab anew, with a backup of yours (LAB=03)
	@sh scripts/reset.sh $(LAB)

cheat: ## calls, flags and errors on one page
	@sed -n '/^## Cheat sheet/,/^## For/{/^```text/,/^```$$/{/^```/!p;};}' TUTORIAL.md

claims: ## what is said of shared memory, put to the kernel (LAB=05: a chapter's)
	@sh scripts/claims.sh $(LAB)

test: ## run every test (as root: also as an ordinary user)
	@sh scripts/test.sh

bench: build ## what a learner waits for, as a ratio to compiling and running once
	@sh scripts/bench.sh

flags: ## how programs are compiled here, for scripts
	@echo '$(WARN) $(CFLAGS)'

clean: ## remove all that was built (make reset's backups stay)
	rm -rf $(filter-out $B/backup,$(wildcard $B/*))
	@rmdir $B 2>/dev/null || :

$B/solutions/%: solutions/%.c
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) -o $@ $<

# A learner's program.  The words of the compiler stay beside it, for check.sh;
# a program that does not compile is not the one that did before.
$B/labs/%: labs/%.c | $B/labs
	@$(CC) $(WARN) $(CFLAGS) -o $@ $< 2>$@.log || rm -f $@; \
	    test ! -s $@.log || cat $@.log >&2; test -e $@

$B/labs:
	@mkdir -p $@

$B/tools/watch: tests/judge/watch.c
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) -o $@ $<

# Static, where that is to be had: it forks at each run of a program, which then
# takes half the time.
$B/tools/judge: $(JUDGE:%=$B/judge/%.o)
	@mkdir -p $(@D)
	$(CC) -static -o $@ $^ 2>/dev/null || $(CC) -o $@ $^

# A judge that is newer than its sources needs no objects.
.SECONDARY: $(JUDGE:%=$B/judge/%.o)

$B/judge/%.o: tests/judge/%.c tests/judge/judge.h \
    tests/judge/namespace.h
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) -c -o $@ $<

$B/tools/claims: $(CLAIMS:%=$B/claims/%.o) $B/judge/namespace.o
	@mkdir -p $(@D)
	$(CC) -o $@ $^

.SECONDARY: $(CLAIMS:%=$B/claims/%.o)

$B/claims/%.o: tests/claims/%.c tests/claims/claims.h \
    tests/claims/kit.h tests/judge/namespace.h
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) -c -o $@ $<

$B/tools/interpose.so: tests/judge/interpose.c
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) -shared -fPIC -o $@ $< -ldl
