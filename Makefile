# A script runner: `make help` lists what it runs. Every target does its own set-up.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --warn-undefined-variables
.DEFAULT_GOAL := help

GO ?= go
WASM := build/meshwise.wasm
EXECUTIONS ?= 20000
CALLS ?= 200000
TRUTH ?=
NIGHTLY_EXECUTIONS ?= 10000000
NIGHTLY_CALLS ?= 1000000
NIGHTLY_RUNS ?= plan/testdata/published-runs.csv plan/testdata/one-gpu.csv
.PHONY: plan-truth
plan-truth: ## hold the planner to tables of measured runs: RUNS=rows.csv
	@for rows in $(RUNS); do echo "$$rows:"; $(GO) run ./tests/plantruth -runs "$$rows"; done

OUT ?= build/one-gpu.csv
.PHONY: plan-onegpu
plan-onegpu: ## measure training steps on the GPU of this machine, in about three minutes: OUT=rows.csv (PYTHON with torch and transformers)
	mkdir -p build && cd plan && $${PYTHON:-python3} -m onegpu --out "$(abspath $(OUT))"

.PHONY: plan-classes
plan-classes: ## find the parameters of the classes of transformers anew: plan/classes_data.go (an hour; goes on where it stopped)
	@venv=$$(bindings/python/venv.sh) && PYTHONPATH=plan $$venv/bin/python -m classfit

.PHONY: plan-classes-check
plan-classes-check: ## find them anew, and compare
	@venv=$$(bindings/python/venv.sh) && PYTHONPATH=plan $$venv/bin/python -m classfit --check

.PHONY: docs
docs: ## write what is made from the code: pages of docs/, and the words of the Python command
	$(GO) run ./internal/docsgen
	$(GO) run ./reading/internal/readingdocs > docs/reading.md
	$(GO) test ./cmd/meshwise -run CommandsFile -update

.PHONY: new-rule
new-rule: ## begin a rule: CODE=tp.problem
	$(GO) run ./internal/scaffold rule "$(CODE)"

.PHONY: new-setting
new-setting: ## begin a setting: NAME=batch_words
	$(GO) run ./internal/scaffold setting "$(NAME)"

.PHONY: catalogue-embed
catalogue-embed: ## put the catalogue of classes into the engine: catalogue/data.go
	$(GO) run ./internal/cataloguegen

.PHONY: vectors
vectors: ## count the vectors anew: tests/vectors/manifest.json
	$(GO) test ./tests -run Manifest -update

.PHONY: truth
truth: python-wasm ## hold the answers to what the frameworks themselves say, on whole grids: a table; TRUTH="accelerate --show 20" for a part
	truth/run.sh $(TRUTH)

.PHONY: sources
sources: ## hold the places that rules were read in to checkouts or wheels: SOURCES="vllm=DIR torchtitan=DIR ..."
	$(GO) run ./internal/sources $(SOURCES)

.PHONY: truth-sample
truth-sample: python-wasm ## test the instruments themselves, then the same on a seeded sample
	@venv=$$(bindings/python/venv.sh) && PYTHONPATH=truth $$venv/bin/python -m pytest -q truth/tests -p no:cacheprovider
	truth/run.sh --sample

.PHONY: fuzz
fuzz: wasm ## fuzz each target for EXECUTIONS (20,000), and print how many it made
	$(GO) run ./bench/fuzz -executions $(EXECUTIONS)

.PHONY: nightly
nightly: python-wasm js ## what takes a night: 10^7 executions of each fuzz target, a million calls on every host; goes on where it stopped
	$(GO) run ./bench/soak -calls $(NIGHTLY_CALLS) -state build/nightly/calls.json
	MESHWISE_LONG=1 $(GO) test ./hostabi -run 'TestMemoryIsFlat' -timeout 0
	cd bindings/js && MESHWISE_FUZZ_RUNS=$(NIGHTLY_RUNS) node --test tests/fuzz.test.js
	$(GO) run ./bench/fuzz -executions $(NIGHTLY_EXECUTIONS) -state build/nightly/executions.json

.PHONY: bench
bench: wasm ## measure against the budgets and the original, as ratios in one run; CALLS=1000000 for the whole run of the memory
	$(GO) run ./bench -calls $(CALLS)
	@echo
	@$(MAKE) --no-print-directory js-bench
	@echo
	@$(MAKE) --no-print-directory python-bench

.PHONY: clean
clean: ## remove what was built
	rm -rf build dist
