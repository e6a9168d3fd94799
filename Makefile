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
NIGHTLY_RUNS ?= 100000

.PHONY: help
help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-18s %s\n", $$1, $$2}'

.PHONY: test
test: lint wasm ## run all tests: every engine over the whole corpus, then that they agree
	rm -rf build/results
	$(GO) test -timeout 45m ./...
	$(MAKE) --no-print-directory -j2 told-python-test told-truth-quick
	$(GO) run ./tests/agree

# Python runs beside Node and the browser, whose tests share a build and so run one after the other, with the sources of the
# documentation between them, and then the instruments of truth; each line says whose it is.
TOLD := told-python-test told-js-test told-docs-check told-web-test told-truth-quick
.PHONY: $(TOLD)
told-docs-check: told-js-test
told-web-test: told-docs-check
told-truth-quick: told-web-test
$(TOLD): told-%:
	@PYTHONUNBUFFERED=1 $(MAKE) --no-print-directory $* 2>&1 | while IFS= read -r line; do printf '%s: %s\n' $* "$$line"; done

.PHONY: race
race: wasm ## run the tests that share an engine between goroutines under the race detector
	$(GO) test -race ./hostabi/... ./cmd/...

.PHONY: lint
lint: ## format, vet, tidy, workflows
	@unformatted=$$(gofmt -l *.go bench capabilities catalogue cmd hostabi internal mesh plan reading render tests truth wasm); if [ -n "$$unformatted" ]; then echo "gofmt: $$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	$(GO) mod tidy -diff
	$(GO) run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12 -shellcheck= -pyflakes=

.PHONY: wasm
wasm: ## build the engine: build/meshwise.wasm
	$(GO) run ./internal/wasmbuild -o $(WASM) -parts -notices build/THIRD_PARTY_NOTICES.txt

.PHONY: python-wasm
python-wasm: wasm ## put the engine into the Python package
	$(GO) run ./internal/wasmbuild -faults -o build/meshwise_faults.wasm
	python3 bindings/python/stage_wasm.py

.PHONY: python-test
python-test: python-wasm ## lint and test the Python package, on real torch (the first run downloads it)
	@venv=$$(bindings/python/venv.sh) && cd bindings/python && \
	$$venv/bin/python -m ruff check . ../../catalogue ../../plan ../../truth --config pyproject.toml && \
	$$venv/bin/python -m ruff format --check . ../../catalogue ../../plan ../../truth --config pyproject.toml && \
	$$venv/bin/python -m mypy && $$venv/bin/python -m pytest

.PHONY: python-bench
python-bench: python-wasm ## the part of bench that is about the Python package
	@venv=$$(bindings/python/venv.sh) && cd bindings/python && PYTHONPATH=src $$venv/bin/python bench.py

.PHONY: python-wheel
python-wheel: ## build the Python wheel, with Go and pip alone: dist/
	python3 -m pip wheel --no-deps --quiet --wheel-dir dist bindings/python

.PHONY: js
js: wasm ## build the npm package: bindings/js/dist
	bindings/js/deps.sh
	cd bindings/js && npm run --silent build

.PHONY: js-test
js-test: js ## lint and test the npm package, in Node and in Chromium
	$(GO) run ./internal/wasmbuild -faults -o build/meshwise_faults.wasm
	cd bindings/js && npm run --silent lint && npm run --silent test

.PHONY: js-bench
js-bench: js ## the part of bench that is about Node: the module beside those of Cedar and Pyodide
	@bindings/js/deps.sh bench/peers || echo "peers: npm could not install them, so meshwise is measured alone"
	@node bench/peers/peers.mjs

.PHONY: web
web: js ## build the checker in the browser: dist/web
	bindings/js/deps.sh web
	cd web && npm run --silent build

.PHONY: web-bench
web-bench: web ## the part of bench that is about the page: the module fetched, to the first verdict, in Chromium
	@node web/measure.mjs

.PHONY: web-serve
web-serve: web ## serve the checker at http://127.0.0.1:8000/, with the headers of production
	node web/serve.mjs

.PHONY: web-test
web-test: js ## lint and test the checker, in Chromium
	bindings/js/deps.sh web
	cd web && npm run --silent check
	cd web && MESHWISE_HUB="http://hub.test http://mirror.test" MESHWISE_WEB_OUT=../build/web-test npm run --silent build
	node web/size.mjs build/web-test
	cd web && npm run --silent test
	node web/measure.mjs build/web-test

.PHONY: docs-site
docs-site: js ## build the documentation site: dist/docs
	docs/site/build.sh dist/docs

.PHONY: docs-check
docs-check: js ## check what the documentation site is made from, as its build does: links, and what is said of each function
	docs/site/build.sh --check

.PHONY: pictures
pictures: web ## make the pictures of the README from the page: docs/pictures
	node web/pictures.mjs

.PHONY: release
release: python-wasm web docs-site ## build all that a release has: dist/release
	$(GO) run ./internal/release -o dist/release

.PHONY: release-check
release-check: ## try each artefact of dist/release in an empty folder, and build it all again to compare the bytes
	$(GO) run ./internal/release -check dist/release
	$(GO) run ./internal/release -repro dist/release

.PHONY: repro
repro: ## build the engine from two folders and compare the bytes
	$(GO) run ./internal/wasmbuild -repro

.PHONY: catalogue
catalogue: python-wasm ## observe the classes of every package anew: catalogue/*.json (goes on where it stopped)
	catalogue/run.sh
	$(GO) run ./internal/cataloguegen

.PHONY: catalogue-check
catalogue-check: python-wasm ## observe them anew, and compare
	catalogue/run.sh --check

RUNS ?= plan/testdata/published-runs.csv plan/testdata/one-gpu.csv
.PHONY: plan-truth
plan-truth: ## hold the planner to tables of measured runs: RUNS=rows.csv
	@for rows in $(RUNS); do echo "$$rows:"; $(GO) run ./tests/plantruth -runs "$$rows"; done

OUT ?= build/one-gpu.csv
.PHONY: plan-onegpu
plan-onegpu: ## measure training steps on this machine's GPU, in three minutes: OUT=rows.csv (PYTHON= one with torch)
	mkdir -p build && cd plan && $${PYTHON:-python3} -m onegpu --out "$(abspath $(OUT))"

.PHONY: plan-classes
plan-classes: ## find the parameters of the classes of transformers anew: plan/classes_data.go (an hour; goes on where it stopped)
	@venv=$$(bindings/python/venv.sh) && PYTHONPATH=plan $$venv/bin/python -m classfit

.PHONY: plan-classes-check
plan-classes-check: ## find them anew, and compare
	@venv=$$(bindings/python/venv.sh) && PYTHONPATH=plan $$venv/bin/python -m classfit --check

.PHONY: docs
docs: ## write what is made from the code: programs of expressions, pages of docs/, and the words of the Python command
	$(GO) run ./internal/programgen
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

.PHONY: cold
cold: ## find the functions that no verdict calls anew, which Python compiles later: internal/wasmbuild/builder/cold.txt (some minutes)
	$(GO) run ./internal/coldgen

.PHONY: vectors
vectors: ## count the vectors anew: tests/vectors/manifest.json
	$(GO) test ./tests -run Manifest -update

.PHONY: truth
truth: python-wasm ## hold the answers to what the frameworks themselves say, on whole grids: a table; TRUTH="accelerate --show 20" for a part
	truth/run.sh $(TRUTH)

.PHONY: sources
sources: ## hold the places that rules were read in to checkouts or wheels: SOURCES="vllm=DIR torchtitan=DIR ..."
	$(GO) run ./internal/sources $(SOURCES)

.PHONY: truth-quick
truth-quick: python-wasm ## test the instruments, then a seeded sample of those that need nothing beyond the environment of the Python tests
	@venv=$$(bindings/python/venv.sh) && PYTHONPATH=truth $$venv/bin/python -m pytest -q truth/tests -p no:cacheprovider
	truth/run.sh reports published accelerate megatron transformers --sample

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
	venv=$$(bindings/python/venv.sh) && cd bindings/python && MESHWISE_LONG=1 MESHWISE_PARITY_CASES=2000 \
	$$venv/bin/python -m pytest tests/test_cli_differential.py tests/test_corpus.py tests/test_parity.py
	$(GO) test ./plan ./mesh ./mesh/law ./catalogue ./internal/wasmbuild/wasmcode -rapid.checks=20000 -timeout 0
	$(GO) run ./bench/fuzz -executions $(NIGHTLY_EXECUTIONS) -state build/nightly/executions.json

.PHONY: bench
bench: wasm ## measure against the budgets and the original, as ratios in one run; CALLS=1000000 for the whole run of the memory
	$(GO) run ./bench -calls $(CALLS)
	@echo
	@$(MAKE) --no-print-directory js-bench
	@echo
	@$(MAKE) --no-print-directory web-bench
	@echo
	@$(MAKE) --no-print-directory python-bench

.PHONY: clean
clean: ## remove what was built
	rm -rf build dist
