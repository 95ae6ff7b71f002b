# Shared memory labs.  `make help` lists what there is to make.

CC      = cc
CFLAGS  = -O1 -g
WARN    = -Wall -Wextra -Wpedantic -Wconversion
B       = build

LABS    := $(notdir $(basename $(sort $(wildcard solutions/*.c))))
# The judge asks the kernel, and it speaks Linux.
TOOLS   := $(if $(filter Linux,$(shell uname)),judge interpose.so)

.PHONY: help build demo race test bench flags clean
.DELETE_ON_ERROR:

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

build: $(LABS:%=$B/solutions/%) $(TOOLS:%=$B/tools/%) ## compile the finished programs and the test tools

demo: ## show all labs at work (LAB=05: one of them; STEP=1: wait for Enter)
	@scripts/demo.sh $(if $(STEP),--step) $(LAB)

race: ## how much the race of lab 07 loses, swept over workers and rounds
	@scripts/race.sh

test: ## run every test (as root: also as an ordinary user)
	@scripts/test.sh

bench: build ## what a learner waits for, as a ratio to compiling and running once
	@scripts/bench.sh

# For scripts that must compile as we do.
flags:
	@echo '$(WARN) $(CFLAGS)'

clean: ## remove all that was built
	rm -rf $B

$B/solutions/%: solutions/%.c
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) -o $@ $<

$B/tools/judge: $(wildcard tests/tools/judge/*.c) tests/tools/judge/judge.h
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) -o $@ $(filter %.c,$^)

$B/tools/interpose.so: tests/tools/interpose.c
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) -shared -fPIC -o $@ $< -ldl
