# Makefile -- the front door: what people type. CMake does the work.

# One goal after another, even under -j: the order of `make setup bench` counts.
.NOTPARALLEL:
.PHONY: help setup build test test-claims coverage fuzz lint docs bench bench-quick bench-full \
	bench-costs servers servers-stop report grade clean

help: ## this list
	@echo "overlap: the same tasks on an event loop, threads and processes, timed."
	@echo "New here? Type: make setup bench"
	@echo
	@LC_ALL=C awk -F ':[^#]*## ' '/^[a-z-]+:.*## / { \
	    printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "Narrow a bench: make bench ONLY='fetch*' SEED=7 SUITE=my-suite.yaml"

setup: ## install what bench needs, by apt-get; make setup test lint: and what they need
	@tools/setup.sh $(filter test coverage docs fuzz lint servers,$(MAKECMDGOALS))

build: ## compile; the programs land in build/bin
	@cmake --preset release --log-level=NOTICE || { \
	    echo "make: cannot configure (the reason is above)." \
	        "Is something missing? Run: make setup" >&2; exit 1; }
	@cmake --build --preset release

test: build ## build, then run all tests, and say which were skipped
	@ctest --preset release; status=$$?; tools/skips.sh build; exit $$status

test-claims: build ## show that every claim can fail: its mutant must
	@$(bench) --wrong --results build/wrong

coverage: ## run all tests, and show which branches they never take
	@tools/coverage.sh

fuzz: ## make up what others may write, 5 s per reader: FUZZ_SECONDS=600
	@cmake --preset fuzz --log-level=NOTICE -D OVERLAP_FUZZ_SECONDS=$${FUZZ_SECONDS:-5}
	@cmake --build --preset fuzz
	@ctest --preset fuzz

lint: ## check the style and search for bugs
	@tools/lint.sh

docs: build ## make pages of the headers, in build/docs, and check their links
	@tools/docs.py build build/docs || [ $$? -eq 77 ]

# The shell takes these from the environment, so it never runs them as code.
export SUITE ONLY SEED LAB DIR
choice = $${SUITE:+--suite "$$SUITE"} $${ONLY:+--only "$$ONLY"} \
	$${SEED:+--seed "$$SEED"}

# It may hold a password, and arguments are for all to see.
ifdef DB
export OVERLAP_DB_URL := $(value DB)
endif

# With real servers beside it, where they are installed.
bench = tools/servers.sh with build/bench-servers build/bin/overlap bench

bench: build ## build, run the suite (under 8 minutes), write the report
	@$(bench) $(choice)

bench-quick: build ## the same in two minutes: a demo, without verdicts
	@$(bench) --quick $(choice)

bench-full: build ## the same with 30 blocks, not 12
	@$(bench) --full $(choice)

bench-costs: build ## print what a task itself costs: async, threads, processes
	@build/bin/overlap-costs

servers: ## start a throw-away nginx and PostgreSQL on loopback
	@tools/servers.sh start build/servers

servers-stop: ## stop them, and remove what they wrote
	@tools/servers.sh stop build/servers

report: build ## write the latest report again, from its raw data
	@build/bin/overlap report results/latest

grade: build ## grade what is in a folder: make grade LAB=pool DIR=~/pool
	@build/bin/overlap lab grade "$${LAB:-pool}" "$${DIR:?expected the folder, as in DIR=~/pool}"

clean: servers-stop ## remove what was built; results stay
	@tools/servers.sh stop build/test-servers
	rm -rf build build-gcc build-clang build-asan build-tsan build-coverage build-fuzz \
	    build-lint build-fresh build-package build-arm64
